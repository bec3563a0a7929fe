package io.fluxledger.settlement.track;

import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PartitionWindowClosed;
import io.fluxledger.events.PayoutAdvanced;
import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutClosed;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.PayoutShare;
import io.fluxledger.events.WindowClosed;
import io.fluxledger.events.WindowTick;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.settlement.plan.SettlementIds;
import io.fluxledger.settlement.schedule.WindowTicker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Windows and batches, from the providers' journal and the payouts topic. Reading a record twice changes nothing. Safe
 * for use by several threads.
 */
public final class SettlementState implements WindowTicker.Closings {
    private static final String INSTRUCTION = PayoutInstructed.class.getSimpleName();
    private static final String TICK = WindowTick.class.getSimpleName();
    private static final long NANOS_PER_MICRO = 1_000;

    private static final class Batch {
        private final PayoutBatchOpened opened;
        private final Map<String, Long> payoutMicros = new TreeMap<>();
        private boolean closed;

        Batch(PayoutBatchOpened opened) {
            this.opened = opened;
            for (PayoutShare share : opened.getShares()) {
                if (share.getPayoutMicros() > 0) {
                    payoutMicros.put(Addresses.text(share.getProvider()), share.getPayoutMicros());
                }
            }
        }
    }

    private final long[] closedUpTo;
    private final NavigableMap<Long, NavigableMap<String, ClosedWindow>> windows = new TreeMap<>();
    private final NavigableMap<Long, Batch> batches = new TreeMap<>();
    private final Set<String> listed = new HashSet<>();
    private final PayoutAnswers answers = new PayoutAnswers();
    private final Set<UUID> refusedTicks = new HashSet<>();
    private final TreeSet<Long> unsettled = new TreeSet<>();

    /** @param partitions partitions of the providers' journal */
    public SettlementState(int partitions) {
        this.closedUpTo = new long[partitions];
    }

    /** Takes the next line of a partition of the providers' journal. */
    public synchronized void line(int partition, JournalLine line) {
        switch (line.getOutcome()) {
            case ACCEPTED -> line.getEntries().forEach(entry -> entry(partition, line, entry));
            case REJECTED -> {
                if (line.getInputType().equals(INSTRUCTION)) {
                    answers.refused(line);
                } else if (line.getInputType().equals(TICK)) {
                    refusedTicks.add(EventHeaders.uuid(line.getInputId()));
                }
            }
            case ALREADY_APPLIED -> {
                // A repeat says nothing new.
            }
        }
    }

    private void entry(int partition, JournalLine line, Object entry) {
        switch (entry) {
            case WindowClosed e -> {
                if (line.getAccount() == null) {
                    throw new IllegalStateException("a provider's window without provider in " + line);
                }
                String provider = Addresses.text(line.getAccount());
                window(e.getWindowEndMs())
                        .putIfAbsent(provider, new ClosedWindow(provider, line.getPartitionSequence(), e));
            }
            case PartitionWindowClosed e -> {
                window(e.getWindowEndMs());
                closedUpTo[partition] = Math.max(closedUpTo[partition], e.getWindowEndMs());
            }
            case PayoutOpened e -> answers.opened(e, line);
            case PayoutClosed e -> answers.closed(e, line);
            case PayoutAdvanced e -> answers.advanced(e, line);
            default -> {
                // Charges and registrations show in the next window's line.
            }
        }
    }

    private NavigableMap<String, ClosedWindow> window(long windowEndMs) {
        return windows.computeIfAbsent(windowEndMs, end -> {
            unsettled.add(end);
            return new TreeMap<>();
        });
    }

    /** Takes a record of the payouts topic; the first word on a batch counts. */
    public synchronized void payouts(SpecificRecord event) {
        switch (event) {
            case PayoutBatchOpened e -> batches.putIfAbsent(e.getWindowEndMs(), new Batch(e));
            case PayoutInstructed e -> listed.add(e.getPayoutId());
            case PayoutBatchClosed e -> {
                Batch batch = batches.get(e.getWindowEndMs());
                if (batch == null) {
                    throw new IllegalStateException("batch closed that was never opened: " + e.getBatchId());
                }
                batch.closed = true;
                unsettled.remove(e.getWindowEndMs());
            }
            default -> throw new IllegalStateException("unexpected record on the payouts topic: " + event.getSchema());
        }
    }

    @Override
    public synchronized long closedUpTo(int partition) {
        return closedUpTo[partition];
    }

    @Override
    public synchronized boolean refused(UUID tick) {
        return refusedTicks.contains(tick);
    }

    /**
     * Windows that every partition has closed or passed and whose batch is not closed, ascending. A partition that
     * closed a later window first never closes this one; its providers are in the later window.
     */
    public synchronized List<Long> unsettled() {
        long everywhere = closedEverywhere();
        List<Long> due = new ArrayList<>();
        for (long windowEndMs : List.copyOf(unsettled.headSet(everywhere, true))) {
            Batch batch = batches.get(windowEndMs);
            if (providers(windowEndMs).isEmpty() || (batch != null && batch.closed)) {
                unsettled.remove(windowEndMs);
            } else {
                due.add(windowEndMs);
            }
        }
        return due;
    }

    private long closedEverywhere() {
        return Arrays.stream(closedUpTo).min().orElse(0);
    }

    /** The window's providers, ascending by address. */
    public synchronized List<ClosedWindow> providers(long windowEndMs) {
        return List.copyOf(closedWindows(windowEndMs).values());
    }

    private Map<String, ClosedWindow> closedWindows(long windowEndMs) {
        NavigableMap<String, ClosedWindow> known = windows.get(windowEndMs);
        return known == null ? Map.of() : known;
    }

    /**
     * What earlier batches pay this provider and what the window's payable still holds, because the ledger had not
     * answered their instructions when it closed the window, nano-USDC.
     */
    public synchronized long promisedNanos(ClosedWindow window) {
        long promised = 0;
        for (Batch batch :
                batches.headMap(window.entry().getWindowEndMs(), false).values()) {
            Long micros = batch.payoutMicros.get(window.provider());
            String payoutId = SettlementIds.payout(batch.opened.getWindowEndMs(), window.provider());
            if (micros != null && !answers.answeredBefore(payoutId, window.line())) {
                promised = Math.addExact(promised, Math.multiplyExact(micros, NANOS_PER_MICRO));
            }
        }
        return promised;
    }

    /** The window's batch. */
    public synchronized Optional<BatchView> batch(long windowEndMs) {
        Batch batch = batches.get(windowEndMs);
        return batch == null ? Optional.empty() : Optional.of(view(batch));
    }

    /** The batch with that id. */
    public synchronized Optional<BatchView> batch(String batchId) {
        return batches.values().stream()
                .filter(b -> b.opened.getBatchId().equals(batchId))
                .findFirst()
                .map(this::view);
    }

    private BatchView view(Batch batch) {
        Map<String, ClosedWindow> providers = closedWindows(batch.opened.getWindowEndMs());
        List<PayoutView> payouts = new ArrayList<>();
        batch.payoutMicros.forEach(
                (provider, micros) -> payouts.add(payout(batch.opened, provider, micros, providers.get(provider))));
        return new BatchView(batch.opened, payouts, batch.closed);
    }

    private PayoutView payout(
            PayoutBatchOpened opened, String provider, long amountMicros, @Nullable ClosedWindow window) {
        if (window == null) {
            throw new IllegalStateException(
                    opened.getBatchId() + " pays " + provider + ", whose window the journal does not close");
        }
        String payoutId = SettlementIds.payout(opened.getWindowEndMs(), provider);
        return new PayoutView(
                payoutId,
                provider,
                window.entry().getPayoutChainId(),
                Addresses.text(window.entry().getPayoutAddress()),
                amountMicros,
                answers.state(payoutId),
                listed.contains(payoutId),
                answers.reason(payoutId),
                answers.transactionHash(payoutId));
    }

    /** All windows, latest first. */
    public synchronized List<WindowView> windows() {
        long everywhere = closedEverywhere();
        List<WindowView> views = new ArrayList<>(windows.size());
        for (long windowEndMs : windows.descendingKeySet()) {
            Batch batch = batches.get(windowEndMs);
            views.add(new WindowView(
                    windowEndMs, windowEndMs <= everywhere, batch == null ? null : batch.opened.getBatchId()));
        }
        return views;
    }
}
