package io.fluxledger.settlement.track;

import io.fluxledger.events.ChargeTaken;
import io.fluxledger.events.ClaimChoiceMade;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.KycStatusChanged;
import io.fluxledger.events.NotificationAttempted;
import io.fluxledger.events.NotificationQueued;
import io.fluxledger.events.NotificationReplayed;
import io.fluxledger.events.PartitionWindowClosed;
import io.fluxledger.events.PayoutAdvanced;
import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutClaimed;
import io.fluxledger.events.PayoutClosed;
import io.fluxledger.events.PayoutDecided;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.ProviderUpdated;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.events.UsageChecked;
import io.fluxledger.events.WindowClosed;
import io.fluxledger.events.WindowTick;
import io.fluxledger.events.WindowUsageTold;
import io.fluxledger.settlement.notify.Outbox;
import io.fluxledger.settlement.schedule.WindowTicker;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Windows, batches, payouts and what is to be told of them, from the providers' journal and the worker's own topics. A
 * journal line that is read twice changes nothing. Safe for use by several threads.
 */
public final class SettlementState implements WindowTicker.Closings {
    private static final String INSTRUCTION = PayoutInstructed.class.getSimpleName();
    private static final String TICK = WindowTick.class.getSimpleName();
    private static final String INSTANT_BATCH = "instant";

    /** Windows of providers that are kept; settled ones beyond that are forgotten, the oldest first. */
    private static final int MAX_KEPT = 500_000;

    private final int maxKept;
    private final long[] read;
    private final NavigableSet<Long> unplanned = new TreeSet<>();
    /** Windows that are forgotten and have payouts that have not ended. */
    private final NavigableSet<Long> outlived = new TreeSet<>();

    private final WindowBook windows;
    private final IdentityBook identities = new IdentityBook();
    private final PayoutBook payouts;
    private final PayoutWishes wishes = new PayoutWishes();
    private final Outbox outbox = new Outbox();
    private final SettlementViews views;
    private boolean caughtUp;

    /** @param partitions partitions of the providers' journal */
    public SettlementState(int partitions, PayoutRules rules) {
        this(partitions, rules, MAX_KEPT);
    }

    /** @param maxKept windows of providers that are kept, unless they are not planned yet */
    SettlementState(int partitions, PayoutRules rules, int maxKept) {
        this.maxKept = maxKept;
        this.read = new long[partitions];
        this.windows = new WindowBook(partitions);
        this.payouts = new PayoutBook(rules, identities, windows, wishes);
        this.views = new SettlementViews(rules, windows, identities, payouts, wishes);
    }

    /** Takes the next line of a partition of the providers' journal. */
    public synchronized void line(int partition, JournalLine line) {
        if (line.getPartitionSequence() <= read[partition]) {
            return;
        }
        read[partition] = line.getPartitionSequence();
        switch (line.getOutcome()) {
            case ACCEPTED -> line.getEntries().forEach(entry -> entry(partition, line, entry));
            case REJECTED -> {
                if (line.getInputType().equals(INSTRUCTION)) {
                    payouts.refused(line);
                } else if (line.getInputType().equals(TICK)) {
                    windows.tickRefused(line);
                }
            }
            case ALREADY_APPLIED -> {
                // A repeat says nothing new.
            }
        }
    }

    private void entry(int partition, JournalLine line, Object entry) {
        switch (entry) {
            case ChargeTaken e -> windows.charged(line, e);
            case WindowClosed e -> {
                String provider = windows.closed(line, e).provider();
                if (wishes.closed(provider, e)) {
                    payouts.wishChanged(provider);
                }
                if (!payouts.knows(e.getWindowEndMs())) {
                    unplanned.add(e.getWindowEndMs());
                }
            }
            case ProviderUpdated e -> payouts.wishChanged(wishes.updated(line, e));
            case PartitionWindowClosed e -> windows.closed(partition, e);
            case PayoutOpened e
            when !e.getBatchId().equals(INSTANT_BATCH) -> {
                payouts.answers().opened(e, line);
                payouts.answered(e.getPayoutId());
            }
            case PayoutClosed e
            when !e.getBatchId().equals(INSTANT_BATCH) -> {
                payouts.answers().closed(e, line);
                payouts.answered(e.getPayoutId());
            }
            case PayoutAdvanced e
            when !e.getBatchId().equals(INSTANT_BATCH) -> {
                payouts.answers().advanced(e, line);
                payouts.answered(e.getPayoutId());
            }
            default -> {
                // Payouts at once are not the worker's.
            }
        }
    }

    /** Takes a record of the payouts topic; the first word on a batch counts. */
    public synchronized void payouts(SpecificRecord event) {
        switch (event) {
            case PayoutBatchOpened e -> {
                payouts.opened(e);
                if (payouts.knows(e.getWindowEndMs())) {
                    unplanned.remove(e.getWindowEndMs());
                    forget();
                }
            }
            case PayoutInstructed e -> payouts.listed(e);
            case PayoutBatchClosed e -> {
                Batch batch = payouts.batch(e.getWindowEndMs());
                if (batch != null) {
                    batch.told(e);
                }
            }
            case WindowUsageTold e -> {
                Batch batch = payouts.batch(e.getWindowEndMs());
                if (batch != null) {
                    batch.usageTold();
                    forget();
                }
            }
            default -> throw new IllegalStateException("unexpected record on the payouts topic: " + event.getSchema());
        }
    }

    /** Takes a record of the topic of what decides when a payout may leave, once each. */
    public synchronized void providers(SpecificRecord event) {
        switch (event) {
            case UsageChecked e -> payouts.checked(e);
            case PayoutDecided e -> payouts.decided(e);
            case PayoutClaimed e -> payouts.claimed(e);
            case ClaimChoiceMade e -> payouts.chosen(e);
            case KycStatusChanged e -> {
                if (identities.changed(e)) {
                    payouts.identityChanged(Addresses.text(e.getProvider()));
                }
            }
            case NotificationQueued e -> outbox.queued(e);
            case NotificationAttempted e -> outbox.attempted(e);
            case NotificationReplayed e -> outbox.replayed(e);
            default ->
                throw new IllegalStateException("unexpected record on the providers' topic: " + event.getSchema());
        }
    }

    /**
     * Everything that stood on the topics at the start has been read. Before that nothing is forgotten: what is said later of a
     * window that is gone could not be told from what is said of a new one.
     */
    public synchronized void caughtUp() {
        caughtUp = true;
        forget();
    }

    /**
     * Lets windows go beyond the number that is kept, the oldest first. Not while one is to be planned: what earlier payouts hold of
     * its money must be known; nor before its providers' usage is told, which is made from it.
     */
    private void forget() {
        if (!caughtUp || !unplanned.isEmpty()) {
            return;
        }
        while (windows.kept() > maxKept && windows.ends().first() <= windows.closedEverywhere()) {
            long windowEndMs = windows.ends().first();
            Batch batch = payouts.batch(windowEndMs);
            if (batch != null && !batch.isUsageTold()) {
                break;
            }
            windows.forget(windowEndMs).forEach(payouts::forgotten);
            outlived.add(windowEndMs);
        }
        outlived.removeIf(windowEndMs -> {
            Batch batch = payouts.batch(windowEndMs);
            boolean settled = batch == null || batch.isSettled();
            if (settled) {
                payouts.forget(windowEndMs).forEach(outbox::forget);
            }
            return settled;
        });
    }

    @Override
    public synchronized long closedUpTo(int partition) {
        return windows.closedUpTo(partition);
    }

    @Override
    public synchronized boolean refused(UUID tick) {
        return windows.refused(tick);
    }

    /**
     * Windows that every partition has closed or passed and that have no batch, ascending. A partition that closed a later
     * window first never closes this one; its providers are in the later window.
     */
    synchronized List<Long> unplanned() {
        return List.copyOf(unplanned.headSet(windows.closedEverywhere(), true));
    }

    /** How many batches have payouts that have not ended. */
    public synchronized long open() {
        return payouts.batches().stream().filter(b -> !b.isClosed()).count();
    }

    /** Batches whose payouts have all ended, where that was not said, or may have been said with other figures. */
    synchronized List<BatchView> ended() {
        return payouts.batches().stream()
                .filter(Batch::isToReview)
                .map(views::batch)
                .toList();
    }

    /** What was said of how the window's payouts ended is what became of them. */
    synchronized void reviewed(long windowEndMs) {
        Batch batch = payouts.batch(windowEndMs);
        if (batch != null) {
            batch.review();
            forget();
        }
    }

    /** Batches whose providers' usage does not stand on the topic of usage, ascending. */
    synchronized List<Long> untold() {
        return payouts.batches().stream()
                .filter(batch -> !batch.isUsageTold())
                .map(Batch::windowEndMs)
                .toList();
    }

    /** What each provider of the window's batch did in it, and its share. */
    synchronized List<ProviderUsage> usage(long windowEndMs) {
        Batch batch = payouts.batch(windowEndMs);
        return batch == null ? List.of() : views.usage(batch);
    }

    /** The window's providers, ascending by address. */
    public synchronized List<ClosedWindow> providers(long windowEndMs) {
        return windows.providers(windowEndMs);
    }

    /** See {@link PayoutBook#promisedNanos}. */
    synchronized long promisedNanos(ClosedWindow window) {
        return payouts.promisedNanos(window);
    }

    /** Payouts that are in another state than at the last call, and those that were found again after a start. */
    synchronized List<PayoutView> takeChanged() {
        return payouts.takeChanged().stream().map(views::payout).toList();
    }

    /** Marks a payout as told to the ledger by this run; whether it was not before. */
    synchronized boolean markSent(String payoutId) {
        Payout payout = payouts.payout(payoutId);
        if (payout == null || payout.isSent()) {
            return false;
        }
        payout.sent();
        return true;
    }

    /** What the provider is to be asked before that payout leaves. */
    synchronized UsageQuestion question(PayoutView payout) {
        return views.question(payout);
    }

    /** Decides with what is known now; see {@link ProviderDesk}. */
    synchronized <T> T decide(Function<Books, T> decision) {
        return decision.apply(new Books(windows, payouts, identities, outbox, views));
    }

    /** What decisions are made from. */
    record Books(
            WindowBook windows, PayoutBook payouts, IdentityBook identities, Outbox outbox, SettlementViews views) {}

    /** Reads the messages to the KYC portal. */
    public synchronized <T> T outbox(Function<Outbox, T> reading) {
        return reading.apply(outbox);
    }

    /** The batch with that id. */
    public synchronized Optional<BatchView> batch(String batchId) {
        return payouts.batches().stream()
                .filter(b -> b.id().equals(batchId))
                .findFirst()
                .map(views::batch);
    }

    /** The window's batch. */
    public synchronized Optional<BatchView> batch(long windowEndMs) {
        return Optional.ofNullable(payouts.batch(windowEndMs)).map(views::batch);
    }

    /** All windows, latest first. */
    public synchronized List<WindowView> windows() {
        return views.windows();
    }

    /** The provider with that address, 0x and lower case; empty when the log has nothing of it. */
    public synchronized Optional<ProviderView> provider(String provider) {
        return views.provider(provider);
    }

    /** The same, also where the log has nothing of it yet. */
    public synchronized ProviderView portal(String provider) {
        return views.view(provider);
    }

    /** The provider's windows that ended before then, latest first. */
    public synchronized List<ProviderWindow> windowsOf(String provider, long beforeEndMs, int limit) {
        return views.windowsOf(provider, beforeEndMs, limit);
    }

    /** The provider's payouts that have not ended, in the order of their windows. */
    public synchronized List<PayoutView> openPayoutsOf(String provider) {
        return views.openPayoutsOf(provider);
    }

    /** Payouts that wait for an operator, at most that many. */
    public synchronized List<PayoutView> held(int limit) {
        return views.held(limit);
    }
}
