package io.fluxledger.settlement.track;

import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutShare;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.events.WindowUsageTold;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.settlement.plan.BatchPlan;
import io.fluxledger.settlement.plan.Claim;
import io.fluxledger.settlement.plan.PayoutState;
import io.fluxledger.settlement.plan.PayoutTerms;
import io.fluxledger.settlement.plan.SettlementIds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives each window from its last closing line to its closed batch. What it writes follows from the topics alone: the
 * plan is written before anything is instructed, and everything after it is read back from the plan, so that a run
 * that was cut off is completed identically. Not thread-safe.
 */
public final class BatchRunner {
    /** Shares in one record: less than what a broker takes by default. */
    private static final int PART_SHARES = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

    private final int partShares;
    private final SettlementState state;
    private final PayoutTerms terms;
    private final SettlementPublisher publisher;
    private final CrossCheck crossCheck;
    private final Optional<PayoutNotifier> notifier;

    /** @param notifier empty when nobody is told */
    public BatchRunner(
            SettlementState state,
            PayoutTerms terms,
            SettlementPublisher publisher,
            CrossCheck crossCheck,
            Optional<PayoutNotifier> notifier) {
        this(state, terms, publisher, crossCheck, notifier, PART_SHARES);
    }

    /** @param partShares shares in one record of a plan at the most */
    BatchRunner(
            SettlementState state,
            PayoutTerms terms,
            SettlementPublisher publisher,
            CrossCheck crossCheck,
            Optional<PayoutNotifier> notifier,
            int partShares) {
        this.partShares = partShares;
        this.state = state;
        this.terms = terms;
        this.publisher = publisher;
        this.crossCheck = crossCheck;
        this.notifier = notifier;
    }

    /** Does what the windows ask for now. The state must have seen everything that earlier runs wrote. */
    public void step() {
        state.unplanned().forEach(this::open);
        List<PayoutView> changed = state.takeChanged();
        if (!changed.isEmpty()) {
            for (PayoutView payout : changed) {
                if (payout.state() == PayoutState.CHECKING) {
                    crossCheck.ask(payout);
                }
            }
            notifier.ifPresent(n -> n.tell(changed));
            instruct(changed);
        }
        // Statistics, behind what is paid.
        state.untold().forEach(this::tellUsage);
        state.ended().forEach(this::close);
    }

    private void open(long windowEndMs) {
        List<ClosedWindow> windows = state.providers(windowEndMs);
        BatchPlan plan = BatchPlan.of(windows.stream().map(this::claim).toList(), terms);
        List<PayoutBatchOpened> parts = parts(windowEndMs, plan);
        publisher.opened(parts);
        parts.forEach(state::payouts);
        LOG.info("opened {} with {} providers", SettlementIds.batch(windowEndMs), windows.size());
    }

    /** The plan as records, one for each so many providers, and at least one. */
    private List<PayoutBatchOpened> parts(long windowEndMs, BatchPlan plan) {
        List<PayoutShare> shares = plan.shares().stream()
                .map(s -> new PayoutShare(
                        Addresses.fixed(s.provider()), s.netNanos(), s.sharePpm(), s.payoutMicros(), s.carriedNanos()))
                .toList();
        int count = Math.max(1, (shares.size() + partShares - 1) / partShares);
        List<PayoutBatchOpened> parts = new ArrayList<>(count);
        for (int part = 0; part < count; part++) {
            int from = part * partShares;
            parts.add(new PayoutBatchOpened(
                    SettlementIds.batch(windowEndMs),
                    windowEndMs,
                    shares.subList(from, Math.min(shares.size(), from + partShares)),
                    plan.totalMicros(),
                    part,
                    count));
        }
        return parts;
    }

    private Claim claim(ClosedWindow window) {
        long availableNanos = Math.max(0, window.payableNanos() - state.promisedNanos(window));
        return new Claim(
                window.provider(),
                window.entry().getNetNanos(),
                availableNanos,
                window.entry().getPayoutChainId());
    }

    private void instruct(List<PayoutView> changed) {
        List<PayoutInstructed> unanswered = new ArrayList<>();
        Set<String> listed = new HashSet<>();
        for (PayoutView payout : changed) {
            switch (payout.state()) {
                case CLAIMED, INSTRUCTED -> {
                    if (state.markSent(payout.payoutId())) {
                        unanswered.add(instruction(payout));
                        if (payout.listed() != null) {
                            listed.add(payout.payoutId());
                        }
                    }
                }
                case CHECKING, HELD, CARRIED, CLAIMABLE, IN_FLIGHT, PAID, RETURNED, REJECTED -> {
                    // Nothing to tell the ledger.
                }
            }
        }
        publisher.instruct(unanswered, listed);
        unanswered.stream().filter(i -> !listed.contains(i.getPayoutId())).forEach(state::payouts);
    }

    /** What stands on the topic is said again as it stands there. */
    private static PayoutInstructed instruction(PayoutView payout) {
        PayoutInstructed listed = payout.listed();
        if (listed != null) {
            return listed;
        }
        return new PayoutInstructed(
                EventHeaders.inputId(SettlementIds.instruction(payout.payoutId())),
                Addresses.fixed(payout.provider()),
                payout.payoutId(),
                payout.batchId(),
                payout.windowEndMs(),
                payout.chainId(),
                payout.amountMicros(),
                Addresses.fixed(payout.recipient()));
    }

    private void tellUsage(long windowEndMs) {
        List<ProviderUsage> usages = state.usage(windowEndMs);
        WindowUsageTold told = new WindowUsageTold(SettlementIds.batch(windowEndMs), windowEndMs, usages.size());
        publisher.usage(usages, told);
        state.payouts(told);
    }

    private void close(BatchView batch) {
        int paid = 0;
        int returned = 0;
        long paidMicros = 0;
        for (PayoutView payout : batch.payouts()) {
            switch (payout.state()) {
                case PAID -> {
                    paid++;
                    paidMicros = Math.addExact(paidMicros, payout.amountMicros());
                }
                case RETURNED -> returned++;
                case CARRIED -> LOG.info("{} was carried by an operator", payout.payoutId());
                case REJECTED ->
                    LOG.error(
                            "the ledger refused payout {}: {}; the amount stays payable",
                            payout.payoutId(),
                            payout.reason());
                case CHECKING, HELD, CLAIMABLE, CLAIMED, INSTRUCTED, IN_FLIGHT ->
                    throw new IllegalStateException("closing a batch with an open payout: " + payout.payoutId());
            }
        }
        PayoutBatchClosed closed =
                new PayoutBatchClosed(batch.batchId(), batch.windowEndMs(), paid, returned, paidMicros);
        if (!closed.equals(batch.told())) {
            publisher.closed(closed, batch.told() != null);
            state.payouts(closed);
            LOG.info("closed {}: {} paid, {} returned", closed.getBatchId(), paid, returned);
        }
        state.reviewed(batch.windowEndMs());
    }
}
