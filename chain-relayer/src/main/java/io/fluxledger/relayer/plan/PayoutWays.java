package io.fluxledger.relayer.plan;

import io.fluxledger.events.PayoutOpened;
import java.util.Set;

/** Which way a payout goes: a transfer on its chain, a route, or back to its provider's account. */
final class PayoutWays {
    private final Set<Long> served;
    private final boolean routes;

    /**
     * @param served chains of this deployment
     * @param routes whether routes are run at all
     */
    PayoutWays(Set<Long> served, boolean routes) {
        this.served = Set.copyOf(served);
        this.routes = routes;
    }

    /** Whether no chain that the provider takes is one of this deployment's: nothing could ever pay it. */
    boolean isRefused(PayoutOpened payout) {
        return !served.contains(payout.getChainId())
                && !(routes && payout.getAlternativeChainIds().stream().anyMatch(served::contains));
    }

    /** Whether a transfer of USDC on the payout chain would not do, or would not pay out of what was taken for it. */
    boolean isRouted(PayoutOpened payout) {
        return routes
                && !isRefused(payout)
                && (payout.getPayoutToken() != null
                        || !served.contains(payout.getChainId())
                        || payout.getSources().stream().anyMatch(source -> source.getChainId() != payout.getChainId()));
    }
}
