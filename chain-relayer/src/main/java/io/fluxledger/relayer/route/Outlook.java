package io.fluxledger.relayer.route;

/**
 * The world as it was last looked at.
 *
 * @param nowMs Unix milliseconds
 */
public record Outlook(long nowMs, Quotes quotes, Health health) {}
