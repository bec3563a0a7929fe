package io.fluxledger.runtime;

/**
 * What is peculiar to a chain.
 *
 * @param nativeCurrency symbol of what gas is paid in; it has 18 decimals
 * @param blockTimeMs usual time between blocks
 * @param finalityS usual time from a transaction until it is final, in seconds
 * @param gasCeilingGwei fee per gas that is never passed
 * @param congestionGwei fee per gas from which on the chain counts as congested
 */
public record ChainTraits(
        String nativeCurrency, long blockTimeMs, long finalityS, long gasCeilingGwei, long congestionGwei) {
    /** Of a chain of which nothing is known, as one on a desk. */
    public static final ChainTraits UNKNOWN = new ChainTraits("ETH", 1_000, 2, 500, 200);
}
