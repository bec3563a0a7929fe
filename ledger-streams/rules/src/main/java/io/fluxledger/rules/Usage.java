package io.fluxledger.rules;

/** Usage of a provider in a window; amounts in nano-USDC. The counters stop at 2^63 − 1. */
public record Usage(long calls, long inputTokens, long outputTokens, long grossNanos, long feeNanos, long netNanos) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    Usage plus(LedgerEntry.ChargeTaken charge) {
        return new Usage(
                counted(calls, 1),
                counted(inputTokens, charge.inputTokens()),
                counted(outputTokens, charge.outputTokens()),
                counted(grossNanos, charge.grossNanos()),
                counted(feeNanos, charge.feeNanos()),
                counted(netNanos, charge.netNanos()));
    }

    /** The sum, which stops at the ends of 64 bits: what is only counted must not refuse what is owed. */
    static long counted(long counter, long more) {
        long sum = counter + more;
        if (((counter ^ sum) & (more ^ sum)) < 0) {
            return counter < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }
}
