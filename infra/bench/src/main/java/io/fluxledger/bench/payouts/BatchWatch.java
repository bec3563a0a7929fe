package io.fluxledger.bench.payouts;

import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.TransactionState;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/** What the relayer says of one batch's payouts, record by record. */
final class BatchWatch {
    private static final double MS_PER_MINUTE = 60_000;

    private final Set<String> unpaid;
    private final int payouts;
    private final TransactionRetries retries = new TransactionRetries();
    /** When each payout's transaction was signed first, Unix milliseconds. */
    private final TreeMap<String, Long> signedAtMs = new TreeMap<>();

    private final TreeSet<Long> blocks = new TreeSet<>();

    /** @param ids of the batch's payouts */
    BatchWatch(Set<String> ids) {
        this.unpaid = new HashSet<>(ids);
        this.payouts = ids.size();
    }

    /**
     * The next record of the topics.
     *
     * @throws IllegalStateException when a payout came back
     */
    void saw(SpecificRecord event) {
        if (event instanceof PayoutConfirmed confirmed) {
            switch (confirmed.getStatus()) {
                case FINAL -> unpaid.remove(confirmed.getPayoutId());
                case REVOKED -> unpaid.add(confirmed.getPayoutId());
                case RETURNED ->
                    throw new IllegalStateException(
                            "payout " + confirmed.getPayoutId() + " came back: " + confirmed.getReason());
                case SUBMITTED -> {
                    // Its end counts.
                }
            }
        } else if (event instanceof ChainTransaction transaction) {
            retries.saw(transaction);
            if (transaction.getKind() == CommandKind.PRIVATE_PAYOUT) {
                payout(transaction);
            }
        }
    }

    private void payout(ChainTransaction transaction) {
        if (!transaction.getAttempts().isEmpty()) {
            signedAtMs.putIfAbsent(
                    transaction.getSubjectId(),
                    transaction.getAttempts().getFirst().getSignedAtMs());
        }
        if (transaction.getState() == TransactionState.FINAL) {
            blocks.add(transaction.getBlockNumber());
        }
    }

    /** Whether every payout is final. */
    boolean isPaid() {
        return unpaid.isEmpty();
    }

    int paid() {
        return payouts - unpaid.size();
    }

    TransactionRetries retries() {
        return retries;
    }

    /** Proofs that went into signed transactions, by the time from the first to the last of them. */
    double proofsPerMinute() {
        long firstMs =
                signedAtMs.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        long lastMs =
                signedAtMs.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        return (signedAtMs.size() - 1) * MS_PER_MINUTE / Math.max(1, lastMs - firstMs);
    }

    /** Blocks from the first to the last that has a payout, both included. */
    long blocks() {
        return blocks.last() - blocks.first() + 1;
    }
}
