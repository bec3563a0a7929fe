package io.fluxledger.audit.project;

import io.fluxledger.events.Address20;
import io.fluxledger.events.DepositClosed;
import io.fluxledger.events.DepositCredited;
import io.fluxledger.events.DepositMined;
import io.fluxledger.events.DepositOpened;
import io.fluxledger.events.DepositTakenBack;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.SuspenseClosed;
import io.fluxledger.events.TransferSuspended;
import org.jspecify.annotations.Nullable;

/** Rows of deposits and of transfers in suspense. */
final class DepositRows {
    private static final long NANOS_PER_MICRO = 1_000;

    private final RowBatch rows;

    DepositRows(RowBatch rows) {
        this.rows = rows;
    }

    /** What one entry says of a deposit; null is what it does not say. */
    private record Change(
            String status,
            @Nullable Long amountMicros,
            @Nullable Long validBeforeS,
            @Nullable Long creditedNanos,
            @Nullable Hash32 transactionHash,
            @Nullable String reason,
            boolean opens) {
        static Change onChain(
                String status, @Nullable Long amountMicros, @Nullable Long creditedNanos, @Nullable Hash32 hash) {
            return new Change(status, amountMicros, null, creditedNanos, hash, null, false);
        }
    }

    private void add(
            Place at, JournalLine line, String payer, long chainId, Address20 token, Hash32 nonce, Change change) {
        rows.add(
                Tables.DEPOSITS,
                payer,
                chainId,
                Hex.of(token),
                Hex.of(nonce),
                change.status(),
                change.amountMicros(),
                change.validBeforeS(),
                change.creditedNanos(),
                Hex.ofNullable(change.transactionHash()),
                change.reason(),
                change.opens() ? line.getClockMs() : null,
                change.opens() ? null : line.getClockMs(),
                at.topic(),
                at.partition(),
                at.offset());
    }

    void add(Place at, JournalLine line, String payer, DepositOpened e) {
        Change change = new Change("PENDING", e.getAmountMicros(), e.getValidBeforeS(), null, null, null, true);
        add(at, line, payer, e.getChainId(), e.getToken(), e.getNonce(), change);
    }

    void add(Place at, JournalLine line, String payer, DepositMined e) {
        Change change = Change.onChain("SEEN", e.getAmountMicros(), null, e.getTransactionHash());
        add(at, line, payer, e.getChainId(), e.getToken(), e.getNonce(), change);
    }

    void add(Place at, JournalLine line, String payer, DepositCredited e) {
        Change change = Change.onChain("CREDITED", null, e.getAmountNanos(), e.getTransactionHash());
        add(at, line, payer, e.getChainId(), e.getToken(), e.getNonce(), change);
    }

    void add(Place at, JournalLine line, String payer, DepositClosed e) {
        Change change = new Change("FAILED", null, null, null, null, e.getReason(), false);
        add(at, line, payer, e.getChainId(), e.getToken(), e.getNonce(), change);
    }

    void add(Place at, JournalLine line, String payer, DepositTakenBack e) {
        Change change = Change.onChain("REVOKED", null, 0L, e.getTransactionHash());
        add(at, line, payer, e.getChainId(), e.getToken(), e.getNonce(), change);
    }

    void add(Place at, JournalLine line, String payer, TransferSuspended e) {
        Change change = Change.onChain("SUSPENDED", e.getAmountNanos() / NANOS_PER_MICRO, null, e.getTransactionHash());
        add(at, line, payer, e.getChainId(), e.getToken(), e.getNonce(), change);
    }

    void add(Place at, JournalLine line, String payer, SuspenseClosed e) {
        Change change = switch (e.getResolution()) {
            case CREDIT -> Change.onChain("CREDITED", null, e.getAmountNanos(), e.getTransactionHash());
            case RETURN -> Change.onChain("RETURNED", null, null, e.getTransactionHash());
            case PLATFORM -> Change.onChain("PLATFORM", null, null, e.getTransactionHash());
        };
        add(at, line, payer, e.getChainId(), e.getToken(), e.getNonce(), change);
    }
}
