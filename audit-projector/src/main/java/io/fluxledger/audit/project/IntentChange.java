package io.fluxledger.audit.project;

import io.fluxledger.events.EscrowStepRecorded;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.IntentHoldChanged;
import io.fluxledger.events.IntentOpened;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.TransferStatus;
import org.jspecify.annotations.Nullable;

/** What one line says of an intent that exists; null is what it does not say. */
final class IntentChange {
    private final JournalLine line;
    private @Nullable Long escrowLockedClockMs;
    private @Nullable String authorizeStatus;
    private @Nullable Long usedNanos;
    private @Nullable IntentClosed closed;
    private @Nullable String captureStatus;
    private @Nullable String voidStatus;
    private @Nullable Boolean held;
    private @Nullable Long pausedMs;

    /** The row of an intent that begins: whatever is not in it is not known yet. */
    static @Nullable Object[] opening(Place at, JournalLine line, String payer, IntentOpened e) {
        @Nullable Object[] row = new IntentChange(line).row(payer, e.getIntentId());
        @Nullable
        Object[] opened = {
            e.getFunding().name(),
            e.getPayoutMode().name(),
            Hex.of(e.getProvider()),
            e.getMaxAmountNanos(),
            e.getDeadlineMs(),
            e.getPayoutChainId(),
            e.getStatus().name(),
            at.topic(),
            at.partition(),
            at.offset(),
            line.getClockMs()
        };
        System.arraycopy(opened, 0, row, Tables.INTENTS.keys(), opened.length);
        return row;
    }

    IntentChange(JournalLine line) {
        this.line = line;
    }

    IntentChange escrowLocked() {
        escrowLockedClockMs = line.getClockMs();
        authorizeStatus = TransferStatus.FINAL.name();
        return this;
    }

    IntentChange used(long totalNanos) {
        usedNanos = totalNanos;
        return this;
    }

    IntentChange closed(IntentClosed entry) {
        closed = entry;
        return this;
    }

    IntentChange held(IntentHoldChanged entry) {
        held = entry.getHeld();
        pausedMs = entry.getPausedMs();
        return this;
    }

    IntentChange step(EscrowStepRecorded entry) {
        String status = entry.getStatus().name();
        switch (entry.getStep()) {
            case AUTHORIZE -> authorizeStatus = status;
            case CAPTURE -> captureStatus = status;
            case VOID -> voidStatus = status;
        }
        return this;
    }

    /** The row with all that is said here; what was said at its opening is left open. */
    @Nullable
    Object[] row(String payer, String intentId) {
        IntentClosed end = closed;
        @Nullable
        Object[] said = {
            escrowLockedClockMs,
            authorizeStatus,
            usedNanos,
            end == null ? null : end.getStatus().name(),
            end == null ? null : end.getReason(),
            end == null ? null : EntryRows.sum(end.getCaptures()),
            end == null ? null : EntryRows.sum(end.getRefunds()),
            end == null ? null : line.getClockMs(),
            end == null ? null : end.getInputTokens(),
            end == null ? null : end.getOutputTokens(),
            captureStatus,
            voidStatus,
            end == null ? null : EntryRows.sum(end.getRouteCosts()),
            held,
            pausedMs
        };
        @Nullable Object[] row = new @Nullable Object[Tables.INTENTS.columns().size()];
        row[0] = payer;
        row[1] = intentId;
        System.arraycopy(said, 0, row, row.length - said.length, said.length);
        return row;
    }
}
