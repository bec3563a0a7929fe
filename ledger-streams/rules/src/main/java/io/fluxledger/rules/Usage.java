package io.fluxledger.rules;

/** Usage of a provider in a window; amounts in nano-USDC. */
public record Usage(long calls, long inputTokens, long outputTokens, long grossNanos, long feeNanos, long netNanos) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    Usage plus(LedgerEntry.ChargeTaken charge) {
        return new Usage(
                Math.addExact(calls, 1),
                Math.addExact(inputTokens, charge.inputTokens()),
                Math.addExact(outputTokens, charge.outputTokens()),
                Math.addExact(grossNanos, charge.grossNanos()),
                Math.addExact(feeNanos, charge.feeNanos()),
                Math.addExact(netNanos, charge.netNanos()));
    }
}
