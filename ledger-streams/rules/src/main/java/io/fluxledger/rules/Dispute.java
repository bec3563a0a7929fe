package io.fluxledger.rules;

/**
 * A payer's dispute, one per intent.
 *
 * @param nonceKey of the payer's nonce
 * @param content fingerprint of what the payer signed
 * @param line partition sequence of the line that opened it
 */
public record Dispute(Address payer, String intentId, long nonceKey, Fingerprint content, long line) {}
