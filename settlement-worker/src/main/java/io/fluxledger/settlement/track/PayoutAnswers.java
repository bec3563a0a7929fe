package io.fluxledger.settlement.track;

import io.fluxledger.events.Hash32;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PayoutAdvanced;
import io.fluxledger.events.PayoutClosed;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.settlement.plan.PayoutState;
import io.fluxledger.settlement.plan.SettlementIds;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the journal answered to payouts. Lines of one provider come from one partition, so their numbers compare. */
final class PayoutAnswers {
    private record Refusal(long line, String reason) {}

    private record End(boolean paid, @Nullable Hash32 transactionHash) {}

    /** @param end null when a reorganisation took back what was paid: it is in flight again */
    private record Standing(long line, @Nullable End end) {}

    private final Map<String, Long> opened = new HashMap<>();
    private final Map<String, Standing> standings = new HashMap<>();
    private final Map<UUID, Refusal> refusals = new HashMap<>();

    void opened(PayoutOpened entry, JournalLine line) {
        opened.putIfAbsent(entry.getPayoutId(), line.getPartitionSequence());
    }

    void closed(PayoutClosed entry, JournalLine line) {
        stands(
                entry.getPayoutId(),
                line,
                new End(entry.getStatus() == TransferStatus.FINAL, entry.getTransactionHash()));
    }

    void advanced(PayoutAdvanced entry, JournalLine line) {
        if (entry.getStatus() == TransferStatus.REVOKED) {
            stands(entry.getPayoutId(), line, null);
        }
    }

    /** The latest line counts, however often lines are read. */
    private void stands(String payoutId, JournalLine line, @Nullable End end) {
        Standing next = new Standing(line.getPartitionSequence(), end);
        standings.merge(payoutId, next, (old, one) -> one.line() > old.line() ? one : old);
    }

    private @Nullable End end(String payoutId) {
        Standing standing = standings.get(payoutId);
        return standing == null ? null : standing.end();
    }

    void refused(JournalLine line) {
        refusals.putIfAbsent(
                EventHeaders.uuid(line.getInputId()),
                new Refusal(line.getPartitionSequence(), String.valueOf(line.getReason())));
    }

    /** How far the ledger and the chain are; null while the ledger has not answered. */
    @Nullable
    PayoutState state(String payoutId) {
        End end = end(payoutId);
        if (end != null) {
            return end.paid() ? PayoutState.PAID : PayoutState.RETURNED;
        }
        if (opened.containsKey(payoutId)) {
            return PayoutState.IN_FLIGHT;
        }
        return refusal(payoutId) == null ? null : PayoutState.REJECTED;
    }

    void forget(String payoutId) {
        opened.remove(payoutId);
        standings.remove(payoutId);
        refusals.remove(SettlementIds.instruction(payoutId));
    }

    @Nullable
    String reason(String payoutId) {
        Refusal refusal = refusal(payoutId);
        return refusal == null || opened.containsKey(payoutId) ? null : refusal.reason();
    }

    @Nullable
    Hash32 transactionHash(String payoutId) {
        End end = end(payoutId);
        return end == null ? null : end.transactionHash();
    }

    /** Whether the ledger had taken or refused the payout by that line of the provider's partition. */
    boolean answeredBefore(String payoutId, long line) {
        Long taken = opened.get(payoutId);
        Refusal refusal = refusal(payoutId);
        return (taken != null && taken < line) || (taken == null && refusal != null && refusal.line() < line);
    }

    private @Nullable Refusal refusal(String payoutId) {
        return refusals.isEmpty() ? null : refusals.get(SettlementIds.instruction(payoutId));
    }
}
