package io.fluxledger.settlement.plan;

/**
 * One provider's part of a window.
 *
 * @param provider 0x-address in lower case
 * @param netNanos net of the window, nano-USDC
 * @param sharePpm share of all providers' net, parts per million
 * @param payoutMicros paid out, micro-USDC; 0 when carried whole
 * @param carriedNanos left payable, nano-USDC
 */
public record Share(String provider, long netNanos, long sharePpm, long payoutMicros, long carriedNanos) {}
