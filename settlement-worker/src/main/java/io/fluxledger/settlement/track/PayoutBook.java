package io.fluxledger.settlement.track;

import io.fluxledger.events.ClaimChoiceMade;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutClaimed;
import io.fluxledger.events.PayoutDecided;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.UsageChecked;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.settlement.plan.PayoutGate;
import io.fluxledger.settlement.plan.PayoutGate.ClaimMode;
import io.fluxledger.settlement.plan.PayoutState;
import io.fluxledger.settlement.plan.SettlementIds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Batches, their payouts and how far each is. Not thread-safe. */
final class PayoutBook {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final PayoutEvents NOTHING = new PayoutEvents();

    private final PayoutRules rules;
    private final IdentityBook identities;
    private final WindowBook windows;
    private final PayoutWishes wishes;
    private final NavigableMap<Long, Batch> batches = new TreeMap<>();
    private final Map<Long, Batch.Parts> parts = new HashMap<>();
    private final Map<String, Payout> payouts = new HashMap<>();
    private final Map<String, PayoutEvents> events = new HashMap<>();
    private final Map<String, List<Payout>> byProvider = new HashMap<>();
    private final Map<String, ClaimMode> choices = new HashMap<>();
    /** End of the last window with a payout to a provider. */
    private final Map<String, Long> paidIn = new HashMap<>();

    private final Map<String, Long> settledUpTo = new HashMap<>();
    private final Map<String, UsageCut> agreed = new HashMap<>();
    /** Windows whose batches are forgotten. */
    private final Set<Long> forgotten = new HashSet<>();

    private final PayoutAnswers answers = new PayoutAnswers();
    private final Map<UUID, String> instructions = new HashMap<>();
    private final Set<Payout> changed = new LinkedHashSet<>();

    PayoutBook(PayoutRules rules, IdentityBook identities, WindowBook windows, PayoutWishes wishes) {
        this.rules = rules;
        this.identities = identities;
        this.windows = windows;
        this.wishes = wishes;
    }

    PayoutAnswers answers() {
        return answers;
    }

    /** Takes a batch, or a part of it; the first word on a batch counts. */
    void opened(PayoutBatchOpened event) {
        if (knows(event.getWindowEndMs())) {
            return;
        }
        Batch batch = parts.computeIfAbsent(event.getWindowEndMs(), end -> new Batch.Parts())
                .add(event);
        if (batch == null) {
            return;
        }
        parts.remove(event.getWindowEndMs());
        batches.put(batch.windowEndMs(), batch);
        for (Payout payout : batch.payouts().values()) {
            payouts.put(payout.id(), payout);
            paidIn.merge(payout.provider(), payout.windowEndMs(), Math::max);
            byProvider
                    .computeIfAbsent(payout.provider(), p -> new ArrayList<>(1))
                    .add(payout);
            changed.add(payout);
            refresh(payout);
        }
    }

    void listed(PayoutInstructed event) {
        Payout payout = payouts.get(event.getPayoutId());
        if (payout != null && payout.listed() == null) {
            payout.listed(event);
            instructions.put(SettlementIds.instruction(payout.id()), payout.id());
            refresh(payout);
        }
    }

    void checked(UsageChecked event) {
        String provider = Addresses.text(event.getProvider());
        PayoutEvents known = of(provider, event.getWindowEndMs());
        known.checked(event);
        if (known.checkOf(true) == PayoutGate.Check.PASSED) {
            settled(provider, event.getWindowEndMs());
        }
        refresh(provider, event.getWindowEndMs());
    }

    void decided(PayoutDecided event) {
        String provider = Addresses.text(event.getProvider());
        PayoutEvents known = of(provider, event.getWindowEndMs());
        known.decided(event);
        if (known.decided() == PayoutGate.Decision.RELEASED) {
            settled(provider, event.getWindowEndMs());
        }
        refresh(provider, event.getWindowEndMs());
    }

    /** The window itself may be read later than what is said about it. */
    private void settled(String provider, long windowEndMs) {
        ClosedWindow window = window(SettlementIds.payout(windowEndMs, provider));
        if (settledUpTo.merge(provider, windowEndMs, Math::max) == windowEndMs && window != null) {
            agreed.put(provider, window.cut());
        }
    }

    void claimed(PayoutClaimed event) {
        String provider = Addresses.text(event.getProvider());
        of(provider, event.getWindowEndMs()).claimed();
        refresh(provider, event.getWindowEndMs());
    }

    void chosen(ClaimChoiceMade event) {
        String provider = Addresses.text(event.getProvider());
        choices.put(
                provider,
                switch (event.getChoice()) {
                    case AUTOMATIC -> ClaimMode.AUTOMATIC;
                    case PORTAL -> ClaimMode.PORTAL;
                });
        of(provider).forEach(this::refresh);
    }

    /** Who claims the provider's payouts: what it chose, else what the deployment has. */
    ClaimMode claims(String provider) {
        return choices.getOrDefault(provider, rules.claims());
    }

    private PayoutEvents of(String provider, long windowEndMs) {
        return events.computeIfAbsent(SettlementIds.payout(windowEndMs, provider), id -> new PayoutEvents());
    }

    private void refresh(String provider, long windowEndMs) {
        answered(SettlementIds.payout(windowEndMs, provider));
    }

    /** The ledger has said something about a payout. */
    void answered(String payoutId) {
        Payout payout = payouts.get(payoutId);
        if (payout != null) {
            refresh(payout);
        }
    }

    /** The ledger has refused an instruction. */
    void refused(JournalLine line) {
        answers.refused(line);
        String payoutId = instructions.get(EventHeaders.uuid(line.getInputId()));
        if (payoutId != null) {
            answered(payoutId);
        }
    }

    /** The provider is paid elsewhere from now on. */
    void wishChanged(String provider) {
        of(provider).forEach(this::refresh);
    }

    private boolean isServed(String provider) {
        PayoutWishes.Wish wish = wishes.of(provider);
        return wish == null || rules.serves(wish.chainId());
    }

    /** The provider may be paid from now on, or no longer. */
    void identityChanged(String provider) {
        of(provider).forEach(this::refresh);
    }

    private void refresh(Payout payout) {
        PayoutEvents known = events(payout.id());
        PayoutState next = PayoutGate.state(
                new PayoutGate.Facts(
                        answers.state(payout.id()),
                        payout.listed() != null,
                        known.checkOf(rules.isChecked(payout.provider())),
                        known.decided(),
                        known.isClaimed(),
                        !rules.identityRequired() || identities.isApproved(payout.provider()),
                        isServed(payout.provider())),
                claims(payout.provider()));
        if (payout.become(next) || next == PayoutState.CHECKING) {
            changed.add(payout);
        }
    }

    /** What is known about the payout beside the ledger. */
    PayoutEvents events(String payoutId) {
        return events.getOrDefault(payoutId, NOTHING);
    }

    /** Payouts whose state is another one than at the last call, and those that were found again after a start. */
    List<Payout> takeChanged() {
        List<Payout> taken = List.copyOf(changed);
        changed.clear();
        return taken;
    }

    /** Whether a later window has a payout to the same provider. */
    boolean paysLater(Payout payout) {
        return paidIn.getOrDefault(payout.provider(), 0L) > payout.windowEndMs();
    }

    /** What of it is to be paid, micro-USDC. */
    long amountMicros(Payout payout) {
        PayoutInstructed listed = payout.listed();
        return listed == null ? events(payout.id()).amountMicros(payout.plannedMicros()) : listed.getAmountMicros();
    }

    /**
     * What earlier batches pay this provider and what the window's payable still holds, because the ledger had not
     * answered their instructions when it closed the window, nano-USDC. An operator's decision counts from the log's time on
     * at which it was made.
     */
    long promisedNanos(ClosedWindow window) {
        long promised = 0;
        for (Payout payout : of(window.provider())) {
            if (payout.windowEndMs() < window.windowEndMs() && !answers.answeredBefore(payout.id(), window.line())) {
                long micros = events(payout.id()).amountMicros(payout.plannedMicros(), window.clockMs());
                promised = Math.addExact(promised, Math.multiplyExact(micros, NANOS_PER_MICRO));
            }
        }
        return promised;
    }

    /** The provider's payouts, in the order of their windows. */
    List<Payout> of(String provider) {
        return byProvider.getOrDefault(provider, List.of());
    }

    /** Where the provider's own figures were last settled with; null when that window is not known. */
    @Nullable
    UsageCut agreed(String provider) {
        Long windowEndMs = settledUpTo.get(provider);
        if (windowEndMs == null) {
            return UsageCut.BEGINNING;
        }
        ClosedWindow window = windows.window(provider, windowEndMs);
        if (window != null) {
            return window.cut();
        }
        UsageCut cut = agreed.get(provider);
        return cut != null && cut.windowEndMs() == windowEndMs ? cut : null;
    }

    /** The payout's window; null where it is not known. */
    @Nullable
    ClosedWindow window(String payoutId) {
        Payout payout = payouts.get(payoutId);
        if (payout == null) {
            return null;
        }
        ClosedWindow kept = payout.window();
        return kept != null ? kept : windows.window(payout.provider(), payout.windowEndMs());
    }

    /** A window is forgotten: what is asked about later ones, and about its payout, stays. */
    void forgotten(ClosedWindow window) {
        Long settled = settledUpTo.get(window.provider());
        if (settled != null && settled == window.windowEndMs()) {
            agreed.put(window.provider(), window.cut());
        }
        Payout payout = payouts.get(SettlementIds.payout(window.windowEndMs(), window.provider()));
        if (payout != null && rules.isChecked(window.provider())) {
            payout.keep(window);
        }
    }

    /** Whether the window has a batch, or had one that is forgotten. */
    boolean knows(long windowEndMs) {
        return batches.containsKey(windowEndMs) || forgotten.contains(windowEndMs);
    }

    @Nullable
    Batch batch(long windowEndMs) {
        return batches.get(windowEndMs);
    }

    Collection<Batch> batches() {
        return batches.values();
    }

    @Nullable
    Payout payout(String payoutId) {
        return payouts.get(payoutId);
    }

    /** Lets a closed batch go; its payouts' ids. Its window is remembered, or it would be planned and paid again. */
    List<String> forget(long windowEndMs) {
        Batch gone = batches.remove(windowEndMs);
        if (gone == null) {
            return List.of();
        }
        forgotten.add(windowEndMs);
        List<String> ids = new ArrayList<>(gone.payouts().size());
        for (Payout payout : gone.payouts().values()) {
            ids.add(payout.id());
            payouts.remove(payout.id());
            events.remove(payout.id());
            answers.forget(payout.id());
            instructions.remove(SettlementIds.instruction(payout.id()));
            changed.remove(payout);
            List<Payout> own = byProvider.get(payout.provider());
            if (own != null && own.remove(payout) && own.isEmpty()) {
                byProvider.remove(payout.provider());
            }
        }
        return ids;
    }
}
