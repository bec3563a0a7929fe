package io.fluxledger.audit.project;

import io.fluxledger.events.EscrowStepRecorded;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.JournalLine;
import org.jspecify.annotations.Nullable;

/** What one line says of an intent that exists; null is what it does not say. */
final class IntentChange {
    private final JournalLine line;
    private @Nullable Long escrowLockedClockMs;
    private @Nullable Long usedNanos;
    private @Nullable IntentClosed closed;
    private @Nullable String captureStatus;
    private @Nullable String voidStatus;

    IntentChange(JournalLine line) {
        this.line = line;
    }

    IntentChange escrowLocked() {
        escrowLockedClockMs = line.getClockMs();
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

    IntentChange step(EscrowStepRecorded entry) {
        if (EntryRows.isCapture(entry)) {
            captureStatus = entry.getStatus().name();
        } else {
            voidStatus = entry.getStatus().name();
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
            usedNanos,
            end == null ? null : end.getStatus().name(),
            end == null ? null : end.getReason(),
            end == null ? null : EntryRows.sum(end.getCaptures()),
            end == null ? null : EntryRows.sum(end.getRefunds()),
            end == null ? null : line.getClockMs(),
            end == null ? null : end.getInputTokens(),
            end == null ? null : end.getOutputTokens(),
            captureStatus,
            voidStatus
        };
    }
}
