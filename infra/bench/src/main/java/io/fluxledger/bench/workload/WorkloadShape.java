package io.fluxledger.bench.workload;

/**
 * What a workload looks like.
 *
 * @param seed of everything that is drawn
 * @param accounts payers
 * @param zipfExponent how unequally calls fall on payers: 0 uniform, 1 the k-th payer 1/k as often as the first
 * @param providers providers, drawn uniformly
 * @param openCalls calls that are under way at a time; their steps interleave
 */
public record WorkloadShape(long seed, int accounts, double zipfExponent, int providers, int openCalls) {
    private static final int PROVIDERS = 32;
    private static final int OPEN_CALLS = 1_000;

    public WorkloadShape {
        if (accounts < 1 || providers < 1 || openCalls < 1 || zipfExponent < 0) {
            throw new IllegalArgumentException("accounts, providers and openCalls are at least 1, zipfExponent 0");
        }
    }

    public static WorkloadShape uniform(long seed, int accounts) {
        return new WorkloadShape(seed, accounts, 0, PROVIDERS, OPEN_CALLS);
    }

    public static WorkloadShape zipf(long seed, int accounts) {
        return new WorkloadShape(seed, accounts, 1, PROVIDERS, OPEN_CALLS);
    }

    /** For people. */
    @Override
    public String toString() {
        String distribution = zipfExponent == 0 ? "uniform" : "Zipf " + zipfExponent;
        return "%s over %,d accounts, %d providers, %,d open calls, seed %d"
                .formatted(distribution, accounts, providers, openCalls, seed);
    }
}
