package io.fluxledger.intake.accept;

import io.fluxledger.events.Draw;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which sub-balances a lock takes: the payout chain first (nothing to bridge), then ascending chain id. Nothing is named
 * where the payout chain has it all.
 */
final class DrawPlan {
    private DrawPlan() {}

    static List<Draw> plan(String intentId, PayerFunds funds, long amountNanos, long payoutChainId) {
        if (funds.hasIntent(intentId)) {
            return List.of();
        }
        List<Draw> available = new ArrayList<>(funds.available());
        available.removeIf(draw -> draw.getAmountNanos() <= 0);
        available.sort(Comparator.comparing((Draw draw) -> draw.getChainId() != payoutChainId)
                .thenComparingLong(Draw::getChainId));
        List<Draw> draws = new ArrayList<>();
        long leftNanos = amountNanos;
        for (Draw draw : available) {
            if (leftNanos > 0) {
                long taken = Math.min(leftNanos, draw.getAmountNanos());
                draws.add(new Draw(draw.getChainId(), taken));
                leftNanos -= taken;
            }
        }
        if (leftNanos > 0) {
            throw insufficient(amountNanos, amountNanos - leftNanos);
        }
        boolean whole = draws.size() == 1 && draws.getFirst().getChainId() == payoutChainId;
        return whole ? List.of() : draws;
    }

    private static ProblemException insufficient(long requiredNanos, long availableNanos) {
        String required = Amounts.usdc(requiredNanos);
        String available = Amounts.usdc(availableNanos);
        Problem problem = Refusal.INSUFFICIENT_CREDITS
                .at("maxAmount", "of " + required + " USDC is above the available " + available + " USDC")
                .problem();
        return new ProblemException(problem.with("available", available).with("required", required));
    }
}
