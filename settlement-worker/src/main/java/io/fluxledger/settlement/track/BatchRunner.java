package io.fluxledger.settlement.track;

import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutShare;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.events.WindowClosed;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.settlement.plan.BatchPlan;
import io.fluxledger.settlement.plan.Claim;
import io.fluxledger.settlement.plan.PayoutTerms;
import io.fluxledger.settlement.plan.SettlementIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives each window from its last closing line to its closed batch. What it writes follows from the topics alone: the
 * plan is written before anything is instructed, and everything after it is read back from the plan, so that a run
 * that was cut off is completed identically. Not thread-safe.
 */
public final class BatchRunner {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

    private final SettlementState state;
    private final PayoutTerms terms;
    private final SettlementPublisher publisher;
    private final Set<Long> instructed = new HashSet<>();

    public BatchRunner(SettlementState state, PayoutTerms terms, SettlementPublisher publisher) {
        this.state = state;
        this.terms = terms;
        this.publisher = publisher;
    }

    /** Does what the windows ask for now. The state must have seen everything that earlier runs wrote. */
    public void step() {
        for (long windowEndMs : state.unsettled()) {
            if (state.batch(windowEndMs).isEmpty()) {
                open(windowEndMs);
            }
            BatchView batch = state.batch(windowEndMs).orElseThrow();
            if (instructed.add(windowEndMs)) {
                instruct(batch);
                publisher.usage(usage(batch));
            }
            if (batch.isEnded()) {
                close(batch);
                instructed.remove(windowEndMs);
            }
        }
    }

    private void open(long windowEndMs) {
        List<Claim> claims =
                state.providers(windowEndMs).stream().map(this::claim).toList();
        BatchPlan plan = BatchPlan.of(claims, terms);
        PayoutBatchOpened opened = new PayoutBatchOpened(
                SettlementIds.batch(windowEndMs),
                windowEndMs,
                plan.shares().stream()
                        .map(s -> new PayoutShare(
                                Addresses.fixed(s.provider()),
                                s.netNanos(),
                                s.sharePpm(),
                                s.payoutMicros(),
                                s.carriedNanos()))
                        .toList(),
                plan.totalMicros());
        publisher.opened(opened);
        state.payouts(opened);
        LOG.info(
                "opened {} with {} providers, {} micro-USDC to pay",
                opened.getBatchId(),
                claims.size(),
                plan.totalMicros());
    }

    private Claim claim(ClosedWindow window) {
        long availableNanos = Math.max(0, window.payableNanos() - state.promisedNanos(window));
        return new Claim(
                window.provider(),
                window.entry().getNetNanos(),
                availableNanos,
                window.entry().getPayoutChainId());
    }

    private void instruct(BatchView batch) {
        List<PayoutView> open = batch.payouts().stream()
                .filter(p -> p.state() == PayoutView.State.INSTRUCTED)
                .toList();
        List<PayoutInstructed> unlisted = batch.payouts().stream()
                .filter(p -> !p.listed())
                .map(p -> instruction(batch, p))
                .toList();
        publisher.list(unlisted);
        unlisted.forEach(state::payouts);
        publisher.instruct(open.stream().map(p -> instruction(batch, p)).toList());
    }

    private static PayoutInstructed instruction(BatchView batch, PayoutView payout) {
        return new PayoutInstructed(
                EventHeaders.inputId(SettlementIds.instruction(payout.payoutId())),
                Addresses.fixed(payout.provider()),
                payout.payoutId(),
                batch.opened().getBatchId(),
                batch.opened().getWindowEndMs(),
                payout.chainId(),
                payout.amountMicros(),
                Addresses.fixed(payout.recipient()));
    }

    private List<ProviderUsage> usage(BatchView batch) {
        Map<String, Long> ppm = new HashMap<>();
        batch.shares().forEach(s -> ppm.put(Addresses.text(s.getProvider()), s.getSharePpm()));
        return state.providers(batch.opened().getWindowEndMs()).stream()
                .map(w -> usage(w, ppm.getOrDefault(w.provider(), 0L)))
                .toList();
    }

    private static ProviderUsage usage(ClosedWindow window, long sharePpm) {
        WindowClosed entry = window.entry();
        return new ProviderUsage(
                Addresses.fixed(window.provider()),
                entry.getWindowEndMs(),
                entry.getCalls(),
                entry.getInputTokens(),
                entry.getOutputTokens(),
                entry.getGrossNanos(),
                entry.getFeeNanos(),
                entry.getNetNanos(),
                sharePpm);
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
                case REJECTED ->
                    LOG.error(
                            "the ledger refused payout {}: {}; the amount stays payable",
                            payout.payoutId(),
                            payout.reason());
                case INSTRUCTED, IN_FLIGHT ->
                    throw new IllegalStateException("closing a batch with an open payout: " + payout);
            }
        }
        PayoutBatchClosed closed = new PayoutBatchClosed(
                batch.opened().getBatchId(), batch.opened().getWindowEndMs(), paid, returned, paidMicros);
        publisher.closed(closed);
        state.payouts(closed);
        LOG.info("closed {}: {} paid, {} returned, {} micro-USDC", closed.getBatchId(), paid, returned, paidMicros);
    }
}
