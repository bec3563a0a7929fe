package io.fluxledger.rules;

import java.util.List;

/** An amount on one chain's sub-balance, nano-USDC. */
public record Draw(long chainId, long amountNanos) {
    /** Sum of the amounts. */
    public static long sum(List<Draw> draws) {
        long sum = 0;
        for (Draw draw : draws) {
            sum = Math.addExact(sum, draw.amountNanos);
        }
        return sum;
    }
}
