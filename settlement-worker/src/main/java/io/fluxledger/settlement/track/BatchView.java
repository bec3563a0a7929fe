package io.fluxledger.settlement.track;

import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutShare;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch as the topics tell it.
 *
 * @param totalMicros sum of what was planned, micro-USDC
 * @param payouts one for each share that is paid out
 * @param closed whether every payout has ended and the batch says so
 * @param told what it said last of how they ended; null when it did not
 */
public record BatchView(
        String batchId,
        long windowEndMs,
        long totalMicros,
        List<PayoutShare> shares,
        List<PayoutView> payouts,
        boolean closed,
        @Nullable PayoutBatchClosed told) {
    public BatchView {
        shares = List.copyOf(shares);
        payouts = List.copyOf(payouts);
    }
}
