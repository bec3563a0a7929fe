package io.fluxledger.settlement.track;

import io.fluxledger.events.ChargeTaken;
import io.fluxledger.settlement.plan.UsageFigures;

/**
 * What a provider did since its last window closed.
 *
 * @param feeNanos nano-USDC
 * @param netNanos nano-USDC
 */
public record RunningUsage(UsageFigures figures, long feeNanos, long netNanos) {
    public static final RunningUsage NONE = new RunningUsage(UsageFigures.NONE, 0, 0);

    RunningUsage plus(ChargeTaken charge) {
        return new RunningUsage(
                figures.plus(
                        new UsageFigures(1, charge.getInputTokens(), charge.getOutputTokens(), charge.getGrossNanos())),
                Math.addExact(feeNanos, charge.getFeeNanos()),
                Math.addExact(netNanos, charge.getNetNanos()));
    }
}
