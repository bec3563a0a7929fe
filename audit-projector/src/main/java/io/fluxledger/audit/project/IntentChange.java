package io.fluxledger.audit.project;

import io.fluxledger.events.EscrowStepRecorded;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.IntentHoldChanged;
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

    @Nullable
    Object[] row(String payer, String intentId) {
        IntentClosed end = closed;
        return new @Nullable Object[] {
            payer,
            intentId,
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
    }
}
