package io.fluxledger.local.load;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param settled calls that were locked, receipted and settled
 * @param rejected calls by step and code of the answer that ended them
 * @param retries requests that were sent again because their outcome was unclear
 * @param elapsedMs from the first call's start to the last one's end
 * @param pricedNanos sum of the loader's own prices of the settled calls
 * @param answeredNanos sum of what the settlement answers say was used
 * @param capturedNanos what the payers' balances in the ledger went down by
 * @param lockedNanos what is still locked at the end
 * @param latencyMicros of each step and of the whole call, by name
 */
public record LoadReport(
        long settled,
        Map<String, Long> rejected,
        long retries,
        long elapsedMs,
        long pricedNanos,
        long answeredNanos,
        long capturedNanos,
        long lockedNanos,
        Map<String, Histogram> latencyMicros) {
    /** Whether every call was settled and the three sums are the same. */
    public boolean clean() {
        return rejected.isEmpty() && pricedNanos == answeredNanos && pricedNanos == capturedNanos && lockedNanos == 0;
    }
}
