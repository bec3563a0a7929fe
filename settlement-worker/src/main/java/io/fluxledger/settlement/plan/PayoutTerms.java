package io.fluxledger.settlement.plan;

import java.util.Set;

/**
 * What a payout must meet; otherwise the provider's amount is carried.
 *
 * @param thresholdMicros least payout, micro-USDC
 * @param chainIds chains that can be paid on; empty when every chain can
 */
public record PayoutTerms(long thresholdMicros, Set<Long> chainIds) {
    public PayoutTerms {
        if (thresholdMicros < 0) {
            throw new IllegalArgumentException("negative payout threshold " + thresholdMicros);
        }
        chainIds = Set.copyOf(chainIds);
    }

    boolean allow(long amountMicros, long chainId) {
        return amountMicros > 0
                && amountMicros >= thresholdMicros
                && chainId != 0
                && (chainIds.isEmpty() || chainIds.contains(chainId));
    }
}
