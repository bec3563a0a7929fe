package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's payouts may be made.
 *
 * @param alternativeChainIds where it may be paid when its own chain is not to be had, in its order
 * @param payoutToken that it wants on its own chain; null for USDC
 * @param slippageBps how much less than the quote it takes for that token, in basis points
 */
public record PayoutTerms(
        List<Long> alternativeChainIds, @Nullable Address payoutToken, int slippageBps) {
    /** Of a provider that has named none. */
    public static final PayoutTerms NONE = new PayoutTerms(List.of(), null, 0);

    static final int MAX_CHAINS = 16;
    static final int MAX_SLIPPAGE_BPS = 10_000;

    public PayoutTerms {
        alternativeChainIds = List.copyOf(alternativeChainIds);
    }

    boolean isNone() {
        return equals(NONE);
    }

    boolean isWellFormed() {
        return alternativeChainIds.size() <= MAX_CHAINS
                && alternativeChainIds.stream().allMatch(chainId -> chainId > 0)
                && alternativeChainIds.stream().distinct().count() == alternativeChainIds.size()
                && slippageBps >= 0
                && slippageBps <= MAX_SLIPPAGE_BPS;
    }
}
