package io.fluxledger.settlement.plan;

/**
 * What a provider did in some time.
 *
 * @param grossNanos nano-USDC
 */
public record UsageFigures(long calls, long inputTokens, long outputTokens, long grossNanos) {
    public static final UsageFigures NONE = new UsageFigures(0, 0, 0, 0);

    public UsageFigures plus(UsageFigures other) {
        return new UsageFigures(
                Math.addExact(calls, other.calls),
                Math.addExact(inputTokens, other.inputTokens),
                Math.addExact(outputTokens, other.outputTokens),
                Math.addExact(grossNanos, other.grossNanos));
    }
}
