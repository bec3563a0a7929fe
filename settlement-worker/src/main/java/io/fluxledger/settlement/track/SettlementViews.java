package io.fluxledger.settlement.track;

import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutShare;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.events.WindowClosed;
import io.fluxledger.settlement.plan.PayoutState;
import io.fluxledger.settlement.plan.ProviderState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What outsiders see of the books. Not thread-safe. */
final class SettlementViews {
    private final PayoutRules rules;
    private final WindowBook windows;
    private final IdentityBook identities;
    private final PayoutBook payouts;
    private final PayoutWishes wishes;

    SettlementViews(
            PayoutRules rules, WindowBook windows, IdentityBook identities, PayoutBook payouts, PayoutWishes wishes) {
        this.rules = rules;
        this.windows = windows;
        this.identities = identities;
        this.payouts = payouts;
        this.wishes = wishes;
    }

    BatchView batch(Batch batch) {
        List<PayoutView> views = new ArrayList<>(batch.payouts().size());
        batch.payouts().values().forEach(payout -> views.add(payout(payout)));
        return new BatchView(
                batch.id(),
                batch.windowEndMs(),
                batch.totalMicros(),
                batch.shares(),
                views,
                batch.isClosed(),
                batch.told());
    }

    List<ProviderUsage> usage(Batch batch) {
        List<ProviderUsage> usages = new ArrayList<>(batch.shares().size());
        for (PayoutShare share : batch.shares()) {
            ClosedWindow window = windows.window(Addresses.text(share.getProvider()), batch.windowEndMs());
            if (window != null) {
                usages.add(usage(window.entry(), share));
            }
        }
        return usages;
    }

    private static ProviderUsage usage(WindowClosed entry, PayoutShare share) {
        return new ProviderUsage(
                share.getProvider(),
                entry.getWindowEndMs(),
                entry.getCalls(),
                entry.getInputTokens(),
                entry.getOutputTokens(),
                entry.getGrossNanos(),
                entry.getFeeNanos(),
                entry.getNetNanos(),
                share.getSharePpm());
    }

    PayoutView payout(Payout payout) {
        PayoutInstructed listed = payout.listed();
        PayoutWishes.Wish to = listed == null
                ? wishes.of(payout.provider())
                : new PayoutWishes.Wish(listed.getRecipient(), listed.getChainId());
        if (to == null) {
            throw new IllegalStateException(
                    payout.batch().id() + " pays " + payout.provider() + ", of which the journal says nothing");
        }
        return new PayoutView(
                payout.id(),
                payout.batch().id(),
                payout.provider(),
                payout.windowEndMs(),
                to.chainId(),
                Addresses.text(to.recipient()),
                payout.plannedMicros(),
                payouts.amountMicros(payout),
                payout.state(),
                listed,
                payouts.events(payout.id()).check(),
                reason(payout, to.chainId()),
                payouts.answers().transactionHash(payout.id()));
    }

    private @Nullable String reason(Payout payout, long chainId) {
        boolean unpaid = payout.state() == PayoutState.HELD || payout.state() == PayoutState.RETURNED;
        return unpaid && !rules.serves(chainId)
                ? "nothing is paid on chain " + chainId + " here; the provider has to name another"
                : payouts.answers().reason(payout.id());
    }

    UsageQuestion question(PayoutView payout) {
        ClosedWindow window = payouts.window(payout.payoutId());
        if (window == null) {
            throw new IllegalStateException(payout.payoutId() + " is of a window that the journal does not close");
        }
        UsageCut agreed = payouts.agreed(payout.provider());
        // What was agreed on together with a later window is asked about alone.
        UsageCut from = agreed != null && agreed.windowEndMs() < payout.windowEndMs() ? agreed : window.before();
        return new UsageQuestion(
                payout.provider(),
                payout.windowEndMs(),
                from.clockMs(),
                window.clockMs(),
                window.cut().since(from));
    }

    List<WindowView> windows() {
        long everywhere = windows.closedEverywhere();
        List<WindowView> views = new ArrayList<>();
        for (long windowEndMs : windows.ends().descendingSet()) {
            Batch batch = payouts.batch(windowEndMs);
            views.add(new WindowView(windowEndMs, windowEndMs <= everywhere, batch == null ? null : batch.id()));
        }
        return views;
    }

    Optional<ProviderView> provider(String provider) {
        return windows.knows(provider) ? Optional.of(view(provider)) : Optional.empty();
    }

    /** The provider, also where the log has nothing of it yet. */
    ProviderView view(String provider) {
        long claimable = 0;
        long held = 0;
        long underWay = 0;
        long paid = 0;
        ProviderState state = ProviderState.SERVING_REQUESTS;
        for (Payout payout : payouts.of(provider)) {
            long micros = payouts.amountMicros(payout);
            state = state.or(ProviderState.of(payout.state()));
            switch (payout.state()) {
                case CHECKING, HELD -> held = Math.addExact(held, micros);
                case CLAIMABLE -> claimable = Math.addExact(claimable, micros);
                case CLAIMED, INSTRUCTED, IN_FLIGHT -> underWay = Math.addExact(underWay, micros);
                case PAID -> paid = Math.addExact(paid, micros);
                case CARRIED, RETURNED, REJECTED -> {
                    // The money is payable again and shows in the next window.
                }
            }
        }
        List<ClosedWindow> latest = windows.of(provider, Long.MAX_VALUE, 1);
        if (!latest.isEmpty() && payouts.batch(latest.getFirst().windowEndMs()) == null) {
            state = state.or(ProviderState.METRICS_COLLECTED);
        }
        PayoutWishes.Wish wish = wishes.of(provider);
        return new ProviderView(
                provider,
                state,
                wish == null || rules.serves(wish.chainId()) ? 0 : wish.chainId(),
                identities.of(provider),
                mayReceive(provider),
                payouts.claims(provider),
                windows.running(provider),
                claimable,
                held,
                underWay,
                paid);
    }

    List<ProviderWindow> windowsOf(String provider, long beforeEndMs, int limit) {
        return windows.of(provider, beforeEndMs, limit).stream()
                .map(window -> {
                    Batch batch = payouts.batch(window.windowEndMs());
                    Payout payout = batch == null ? null : batch.payouts().get(provider);
                    return new ProviderWindow(
                            window,
                            batch == null ? null : batch.share(provider),
                            payout == null ? null : payout(payout));
                })
                .toList();
    }

    List<PayoutView> openPayoutsOf(String provider) {
        return payouts.of(provider).stream()
                .filter(p -> !p.state().isEnd())
                .map(this::payout)
                .toList();
    }

    List<PayoutView> held(int limit) {
        return payouts.batches().stream()
                .filter(batch -> !batch.isClosed())
                .flatMap(batch -> batch.payouts().values().stream())
                .filter(payout -> payout.state() == PayoutState.HELD)
                .limit(limit)
                .map(this::payout)
                .toList();
    }

    boolean mayReceive(String provider) {
        return !rules.identityRequired() || identities.isApproved(provider);
    }

    boolean isChecked(String provider) {
        return rules.isChecked(provider);
    }
}
