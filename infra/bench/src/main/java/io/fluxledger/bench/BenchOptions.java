package io.fluxledger.bench;

/**
 * What all parts are told.
 *
 * @param seed of everything that is drawn
 * @param quick short, to see that it works; the figures mean little then
 * @param profile record where the streams service spends its time, and say so
 * @param rounds how often each side of a comparison is measured, in turns; the median counts
 * @param commitIntervalMs commit interval of the exactly-once streams, ours and the one compared with
 * @param kills processes that the kill storm kills, at least
 */
public record BenchOptions(long seed, boolean quick, boolean profile, int rounds, int commitIntervalMs, int kills) {
    /** The number for a short run or for a whole one. */
    public int choose(int whenQuick, int whenWhole) {
        return quick ? whenQuick : whenWhole;
    }
}
