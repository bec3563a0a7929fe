package io.fluxledger.intake.x402;

import io.fluxledger.signatures.EthAddress;

/**
 * A call that is for sale.
 *
 * @param maxNanos what it may cost at the most, nano-USDC
 * @param url of the resource
 * @param description for people
 */
public record Sale(EthAddress provider, long payoutChainId, long maxNanos, String url, String description) {
    private static final long NANOS_PER_MICRO = 1_000;

    /** The maximum as chains can express it: rounded up to whole micro-USDC. */
    long maxMicros() {
        return Math.ceilDiv(maxNanos, NANOS_PER_MICRO);
    }

    /** What is locked for a payment of {@link #maxMicros()}, nano-USDC. */
    long lockNanos() {
        return maxMicros() * NANOS_PER_MICRO;
    }
}
