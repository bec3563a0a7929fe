package io.fluxledger.settlement.track;

import io.fluxledger.events.ClaimChoice;
import io.fluxledger.events.ClaimChoiceMade;
import io.fluxledger.events.KycSource;
import io.fluxledger.events.KycStatusChanged;
import io.fluxledger.events.NotificationReplayed;
import io.fluxledger.events.PayoutClaimed;
import io.fluxledger.events.PayoutDecided;
import io.fluxledger.events.PayoutDecisionKind;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.settlement.notify.Message;
import io.fluxledger.settlement.plan.PayoutGate.ClaimMode;
import io.fluxledger.settlement.plan.PayoutState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * Takes what providers, operators and the KYC portal say, or says why not. What is taken stands on the topic before it
 * counts. Only the worker's thread calls it, so that nothing changes between a check and what follows from it.
 */
public final class ProviderDesk {
    private final SettlementState state;
    private final SettlementPublisher publisher;
    private final Clock clock;

    public ProviderDesk(SettlementState state, SettlementPublisher publisher, Clock clock) {
        this.state = state;
        this.publisher = publisher;
        this.clock = clock;
    }

    private record Decided<T>(T answer, List<SpecificRecord> events) {
        Decided(T answer) {
            this(answer, List.of());
        }
    }

    private <T> T write(Decided<T> decided) {
        publisher.providers(decided.events()).forEach(state::providers);
        return decided.answer();
    }

    /**
     * Claims a payout, or all that are there.
     *
     * @param provider 0x-address in lower case
     * @param payoutId one of the provider's; empty for all
     * @param claimedBy id of the key
     */
    public ClaimAnswer claim(String provider, Optional<String> payoutId, String claimedBy) {
        return write(state.decide(books -> {
            List<Payout> wanted = books.payouts().of(provider).stream()
                    .filter(p -> payoutId.map(p.id()::equals).orElse(p.state() == PayoutState.CLAIMABLE))
                    .toList();
            if (payoutId.isPresent() && wanted.isEmpty()) {
                return new Decided<>(new ClaimAnswer.Unknown());
            }
            for (Payout payout : wanted) {
                switch (payout.state()) {
                    case CLAIMABLE, CLAIMED, INSTRUCTED, IN_FLIGHT, PAID -> {
                        // There, or claimed before.
                    }
                    case CHECKING, HELD, CARRIED, RETURNED, REJECTED -> {
                        return new Decided<>(new ClaimAnswer.NotClaimable(payout.state()));
                    }
                }
            }
            if (!books.views().mayReceive(provider)) {
                return new Decided<>(
                        new ClaimAnswer.IdentityMissing(books.identities().of(provider)));
            }
            List<SpecificRecord> events = new ArrayList<>();
            for (Payout payout : wanted) {
                if (payout.state() == PayoutState.CLAIMABLE) {
                    events.add(new PayoutClaimed(
                            Addresses.fixed(provider), payout.windowEndMs(), claimedBy, clock.millis()));
                }
            }
            return new Decided<>(
                    new ClaimAnswer.Claimed(wanted.stream().map(Payout::id).toList()), events);
        }));
    }

    /**
     * Chooses who claims the provider's payouts.
     *
     * @param chosenBy id of the key
     */
    public ClaimMode choose(String provider, ClaimMode mode, String chosenBy) {
        return write(state.decide(books -> {
            if (books.payouts().claims(provider) == mode) {
                return new Decided<>(mode);
            }
            ClaimChoice choice = switch (mode) {
                case AUTOMATIC -> ClaimChoice.AUTOMATIC;
                case PORTAL -> ClaimChoice.PORTAL;
            };
            return new Decided<>(
                    mode, List.of(new ClaimChoiceMade(Addresses.fixed(provider), choice, chosenBy, clock.millis())));
        }));
    }

    /**
     * Decides about a payout.
     *
     * @param amountMicros of ADJUST, micro-USDC; else 0
     * @param decidedBy id of the key
     */
    public DecisionAnswer decide(
            UUID id, String payoutId, PayoutDecisionKind kind, long amountMicros, String reason, String decidedBy) {
        return write(state.decide(books -> {
            Payout payout = books.payouts().payout(payoutId);
            if (payout == null) {
                return new Decided<>(new DecisionAnswer.Unknown());
            }
            PayoutDecided before = books.payouts().events(payoutId).decision(id);
            if (before != null) {
                boolean same = before.getDecision() == kind && before.getAmountMicros() == amountMicros;
                return new Decided<>(same ? new DecisionAnswer.Taken(true) : new DecisionAnswer.OtherContent());
            }
            if (!payout.state().isOpenToDecision()) {
                return new Decided<>(new DecisionAnswer.TooLate(payout.state()));
            }
            if (kind == PayoutDecisionKind.ADJUST && (amountMicros < 1 || amountMicros > payout.plannedMicros())) {
                return new Decided<>(new DecisionAnswer.BadAmount(payout.plannedMicros()));
            }
            if (raises(books, payout, kind, amountMicros) && books.payouts().paysLater(payout)) {
                return new Decided<>(new DecisionAnswer.PaidLater());
            }
            if (kind == PayoutDecisionKind.RECHECK && !books.views().isChecked(payout.provider())) {
                return new Decided<>(new DecisionAnswer.NobodyToAsk());
            }
            return new Decided<>(
                    new DecisionAnswer.Taken(false),
                    List.of(new PayoutDecided(
                            EventHeaders.inputId(id),
                            Addresses.fixed(payout.provider()),
                            payout.windowEndMs(),
                            kind,
                            amountMicros,
                            reason,
                            decidedBy,
                            clock.millis())));
        }));
    }

    private static boolean raises(
            SettlementState.Books books, Payout payout, PayoutDecisionKind kind, long amountMicros) {
        long nextMicros = switch (kind) {
            case RELEASE, RECHECK -> payout.plannedMicros();
            case ADJUST -> amountMicros;
            case CARRY -> 0;
        };
        return nextMicros > books.payouts().amountMicros(payout);
    }

    /** Takes what was said about a provider's identity check. What an operator says comes after all that was said before. */
    public IdentityAnswer identity(KycStatusChanged said) {
        return write(state.decide(books -> {
            KycStatusChanged before = books.identities().taken(said);
            if (before != null) {
                return new Decided<>(
                        before.getContentHash().equals(said.getContentHash())
                                ? IdentityAnswer.REPEATED
                                : IdentityAnswer.OTHER_CONTENT);
            }
            KycStatusChanged latest = books.identities().of(Addresses.text(said.getProvider()));
            if (latest != null
                    && said.getSource() == KycSource.OPERATOR
                    && latest.getEffectiveMs() >= said.getEffectiveMs()) {
                KycStatusChanged last = KycStatusChanged.newBuilder(said)
                        .setEffectiveMs(latest.getEffectiveMs() + 1)
                        .build();
                return new Decided<>(IdentityAnswer.TAKEN, List.of(last));
            }
            boolean superseded = latest != null && latest.getEffectiveMs() > said.getEffectiveMs();
            return new Decided<>(superseded ? IdentityAnswer.SUPERSEDED : IdentityAnswer.TAKEN, List.of(said));
        }));
    }

    /**
     * Sends a message again.
     *
     * @param orderedBy id of the key
     */
    public ReplayAnswer replay(UUID order, String messageId, String orderedBy) {
        return write(state.decide(books -> {
            Message message = books.outbox().message(messageId);
            if (message == null) {
                return new Decided<>(ReplayAnswer.UNKNOWN);
            }
            if (books.outbox().knowsOrder(order)) {
                return new Decided<>(ReplayAnswer.REPEATED);
            }
            if (message.state() == Message.State.WAITING) {
                return new Decided<>(ReplayAnswer.WAITING);
            }
            return new Decided<>(
                    ReplayAnswer.TAKEN,
                    List.of(new NotificationReplayed(
                            messageId,
                            Addresses.fixed(message.provider()),
                            EventHeaders.inputId(order),
                            orderedBy,
                            clock.millis())));
        }));
    }
}
