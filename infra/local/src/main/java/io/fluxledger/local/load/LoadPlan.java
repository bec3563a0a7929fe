package io.fluxledger.local.load;

/**
 * What a load does.
 *
 * @param seed chooses payers and providers
 * @param payers wallets to pay from
 * @param providers providers to pay, from the pool of the demo provider
 * @param speed factor on the trace's own times; infinite means as fast as possible
 * @param concurrency calls in flight at most
 */
public record LoadPlan(
        Trace trace, ModelPrice price, long seed, int payers, int providers, double speed, int concurrency) {
    /** How unequal payers and providers are: the k-th has a share in proportion to 1/k^exponent. */
    public static final double ZIPF_EXPONENT = 1.1;

    /** Whether the trace's times are ignored. */
    public boolean asFastAsPossible() {
        return Double.isInfinite(speed);
    }
}
