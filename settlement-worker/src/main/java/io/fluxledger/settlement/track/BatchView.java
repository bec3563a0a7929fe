package io.fluxledger.settlement.track;

import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutShare;
import java.util.List;

/**
 * A batch as the topics tell it.
 *
 * @param payouts one for each share that is paid out
 * @param closed whether every payout has ended and the batch says so
 */
public record BatchView(PayoutBatchOpened opened, List<PayoutView> payouts, boolean closed) {
    public BatchView {
        payouts = List.copyOf(payouts);
    }

    public List<PayoutShare> shares() {
        return opened.getShares();
    }

    /** Whether every payout has ended. */
    public boolean isEnded() {
        return payouts.stream().allMatch(p -> p.state().isEnd());
    }
}
