package io.fluxledger.settlement.schedule;

import io.fluxledger.settlement.plan.SettlementIds;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Closes windows: at every boundary, and when an operator asks. A tick closes everything that has accrued, so of
 * several boundaries that passed unseen only the latest is needed. A window that some partition has closed is closed on
 * the others too, which completes what a crash left half done. Not thread-safe.
 */
public final class WindowTicker {
    /** What the log says of windows. */
    public interface Closings {
        /** Latest window that the partition has closed, Unix milliseconds; 0 before the first. */
        long closedUpTo(int partition);

        /** Whether the fold refused this tick. */
        boolean refused(UUID tick);
    }

    /** Where ticks go. */
    public interface Sender {
        /** Writes the ticks and returns when the broker has them. */
        void send(List<Tick> ticks);
    }

    /** A tick for one partition. */
    public record Tick(UUID inputId, long windowEndMs, int partition) {}

    private record Sent(Tick tick, int attempt, long atMs) {}

    private final Clock clock;
    private final WindowBoundaries boundaries;
    private final long retryMs;
    private final Closings closings;
    private final Sender sender;
    private final @Nullable Sent[] sent;
    private long targetMs;

    /** @param retry pause before a refused tick is tried again */
    public WindowTicker(
            Clock clock,
            WindowBoundaries boundaries,
            Duration retry,
            int partitions,
            Closings closings,
            Sender sender) {
        this.clock = clock;
        this.boundaries = boundaries;
        this.retryMs = retry.toMillis();
        this.closings = closings;
        this.sender = sender;
        this.sent = new Sent[partitions];
    }

    /** Sends the ticks that are due now. */
    public void step() {
        long nowMs = clock.millis();
        raiseTarget(nowMs);
        send(nowMs);
    }

    private void raiseTarget(long nowMs) {
        targetMs = Math.max(targetMs, boundaries.latest(nowMs));
        for (int partition = 0; partition < sent.length; partition++) {
            targetMs = Math.max(targetMs, closings.closedUpTo(partition));
        }
    }

    private void send(long nowMs) {
        List<Tick> due = new ArrayList<>();
        for (int partition = 0; partition < sent.length; partition++) {
            Sent next = next(partition, nowMs);
            if (next != null) {
                sent[partition] = next;
                due.add(next.tick());
            }
        }
        if (!due.isEmpty()) {
            sender.send(due);
        }
    }

    /**
     * Closes the running window now, on every partition.
     *
     * @return the window's end, Unix milliseconds: now, or later where a window of this millisecond is closed already
     */
    public long closeNow() {
        long nowMs = clock.millis();
        raiseTarget(nowMs);
        targetMs = Math.max(nowMs, targetMs + 1);
        send(nowMs);
        return targetMs;
    }

    /**
     * Closes the window that ends then, on every partition. Asked for again it is the same: where that window, or a later one, is
     * closing or closed already nothing happens.
     *
     * @param windowEndMs Unix milliseconds
     * @return false when that is in the future
     */
    public boolean close(long windowEndMs) {
        long nowMs = clock.millis();
        if (windowEndMs > nowMs) {
            return false;
        }
        raiseTarget(nowMs);
        if (windowEndMs > targetMs) {
            targetMs = windowEndMs;
            send(nowMs);
        }
        return true;
    }

    private @Nullable Sent next(int partition, long nowMs) {
        if (closings.closedUpTo(partition) >= targetMs) {
            return null;
        }
        Sent last = sent[partition];
        int attempt = 0;
        if (last != null && last.tick().windowEndMs() == targetMs) {
            if (!closings.refused(last.tick().inputId()) || nowMs < last.atMs() + retryMs) {
                return null;
            }
            attempt = last.attempt() + 1;
        }
        while (closings.refused(SettlementIds.tick(targetMs, partition, attempt))) {
            attempt++;
        }
        return new Sent(
                new Tick(SettlementIds.tick(targetMs, partition, attempt), targetMs, partition), attempt, nowMs);
    }
}
