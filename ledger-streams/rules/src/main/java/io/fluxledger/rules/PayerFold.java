package io.fluxledger.rules;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.Decision.AlreadyApplied;
import io.fluxledger.rules.Decision.Rejected;
import io.fluxledger.rules.LedgerEntry.DisputeOpened;
import io.fluxledger.rules.LedgerEntry.EscrowStepRecorded;
import io.fluxledger.rules.LedgerEntry.IntentClosed;
import io.fluxledger.rules.PayerInput.ClockTick;
import io.fluxledger.rules.PayerInput.HoldPlaced;
import io.fluxledger.rules.PayerInput.HoldReleased;
import io.fluxledger.rules.PayerInput.InputQuarantined;
import io.fluxledger.rules.PayerInput.OfPayer;
import io.fluxledger.rules.PayerInput.ParametersActivated;
import io.fluxledger.rules.ProviderInput.DisputeFiled;
import io.fluxledger.rules.ProviderInput.OfProvider;
import io.fluxledger.rules.ProviderInput.UsageCharged;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The payers' fold of one partition: decides an input, applies what was decided, and answers with journal lines. The
 * same inputs give the same lines, byte for byte, whether they come from a live stream, a topic or a list.
 */
public final class PayerFold {
    private final PayerState state;
    private final LineChain chain = new LineChain();
    private final ContentHash hashes = new ContentHash();
    private final PayerApplier applier;
    private Set<InputId> quarantined = Set.of();

    public PayerFold(PayerState state) {
        this.state = state;
        this.applier = new PayerApplier(state, hashes);
    }

    /** Names the inputs of this partition that may be set aside, wherever in the log the quarantine stands. */
    public void quarantine(Set<InputId> inputs) {
        quarantined = Set.copyOf(inputs);
    }

    /**
     * Folds the next input of the partition.
     *
     * @throws CorruptionException when an invariant breaks, or the offset was folded before
     * @throws UnknownRulesVersionException when the log asks for rules of a newer build
     */
    public Folded fold(InputSource source, PayerInput input) {
        state.beginInput();
        if (!quarantined.isEmpty() && quarantined.contains(input.id()) && breaksAnInvariant(source, input)) {
            PartitionHead head = state.head().at(source);
            Address payer = input instanceof OfPayer of ? of.payer() : null;
            return refused(head, input.id(), typeOf(input), payer, RejectionReason.QUARANTINED);
        }
        return decide(source, input);
    }

    /** Tried on a copy: a broken invariant may leave state half changed. */
    private boolean breaksAnInvariant(InputSource source, PayerInput input) {
        PayerState copy = new PayerState();
        state.all(copy.restorer());
        try {
            var _ = new PayerFold(copy).fold(source, input);
            return false;
        } catch (CorruptionException e) {
            return true;
        }
    }

    private Folded decide(InputSource source, PayerInput input) {
        PartitionHead head = state.head().at(source);
        return switch (input) {
            case OfPayer in -> ofPayer(head, source, in);
            case ClockTick in -> sweep(head, in);
            case ParametersActivated in ->
                ofPartition(head, in, PayerRules.decide(head, in.parameters()), head.with(in.parameters()));
            case HoldPlaced in ->
                ofPartition(
                        head,
                        in,
                        PayerRules.decide(head, in),
                        head.with(new Hold(
                                in.chainId(), head.hold(in.chainId()).heldMs(), head.clockMs(), head.sequence() + 1)));
            case HoldReleased in ->
                ofPartition(
                        head,
                        in,
                        PayerRules.decide(head, in),
                        head.with(new Hold(in.chainId(), head.heldMs(in.chainId()), Hold.NOT_PLACED, 0)));
            case InputQuarantined in -> ofPartition(head, in, PayerRules.decide(in.quarantined(), in.reason()), head);
        };
    }

    private static String typeOf(PayerInput input) {
        return input.getClass().getSimpleName();
    }

    /** Answers a record that cannot be read, so that nobody waits for it for ever. */
    public Folded unreadable(InputSource source, InputId id) {
        state.beginInput();
        return refused(state.head().at(source), id, "UNREADABLE", null, RejectionReason.UNREADABLE);
    }

    private Folded ofPayer(PartitionHead head, InputSource source, OfPayer input) {
        Address payer = input.payer();
        PayerAccounts.Slot slot = state.slotOf(payer);
        PayerAccount account = slot == null ? null : slot.account();
        // An account exists only where its key belongs.
        RejectionReason misplaced = null;
        if (slot == null || account == null) {
            misplaced = source.misplaced(payer);
        } else if (!payer.isWrittenAs(source.key())) {
            misplaced = RejectionReason.KEY_MISMATCH;
        }
        if (misplaced != null) {
            return refused(head, input.id(), typeOf(input), payer, misplaced);
        }
        Decision decision;
        PayerAccount posted = null;
        try {
            decision = PayerRules.decide(new PayerDecisions(state, account, head, hashes), input);
            if (decision instanceof Accepted accepted) {
                posted = PayerApplier.post(account == null ? PayerAccount.empty(payer) : account, accepted);
            }
        } catch (ArithmeticException e) {
            // Nothing has been written yet: sums beyond 64 bits are the input's fault.
            decision = new Rejected(RejectionReason.OVERFLOW);
        }
        return switch (decision) {
            case Rejected no -> refused(head, input.id(), typeOf(input), payer, no.reason());
            case AlreadyApplied before -> repeated(head, input.id(), typeOf(input), payer, before.reference());
            case Accepted accepted -> {
                if (posted == null) {
                    throw new CorruptionException("accepted without balances");
                }
                List<JournalLine> lines = new ArrayList<>(1);
                List<OfProvider> charges = new ArrayList<>(1);
                state.put(accept(
                        head,
                        source.partition(),
                        input.id(),
                        0,
                        typeOf(input),
                        accepted,
                        slot,
                        posted,
                        lines,
                        charges));
                yield new Folded(lines, charges);
            }
        };
    }

    private PartitionHead accept(
            PartitionHead head,
            int partition,
            InputId id,
            int index,
            String type,
            Accepted accepted,
            PayerAccounts.@Nullable Slot slot,
            PayerAccount posted,
            List<JournalLine> lines,
            List<OfProvider> charges) {
        PayerAccount account = posted;
        PartitionHead next = head;
        for (LedgerEntry entry : accepted.entries()) {
            OfProvider charge = charge(posted.payer(), entry, partition);
            if (charge != null) {
                charges.add(charge);
                next = next.withCharge(next.chargeSequence() + 1);
            }
            account = applier.apply(account, entry, head.sequence() + 1, head.clockMs());
        }
        PayerApplier.check(account);
        JournalLine line = chain.accepted(
                next,
                id,
                index,
                type,
                account.payer(),
                accepted,
                account.balances(),
                account.sequence(),
                account.hash());
        state.put(slot, account.withLine(line.accountSequence(), line.hash()));
        lines.add(line);
        return next.after(line);
    }

    /** What goes to the provider's fold with this entry; read before the entry is applied. */
    private @Nullable OfProvider charge(Address payer, LedgerEntry entry, int partition) {
        return switch (entry) {
            case IntentClosed closed
            when closed.chargeSequence() > 0 ->
                new UsageCharged(
                        hashes.chargeId(partition, closed.chargeSequence()),
                        closed.provider(),
                        payer,
                        closed.intentId(),
                        closed.funding(),
                        closed.payoutMode(),
                        closed.payoutChainId(),
                        closed.captures(),
                        0,
                        closed.inputTokens(),
                        closed.outputTokens(),
                        partition,
                        closed.chargeSequence());
            case EscrowStepRecorded step when step.chargeSequence() > 0 -> captured(payer, step, partition);
            case DisputeOpened opened ->
                new DisputeFiled(
                        hashes.chargeId(partition, opened.chargeSequence()),
                        opened.provider(),
                        payer,
                        opened.intentId(),
                        opened.amountNanos(),
                        opened.reason(),
                        partition,
                        opened.chargeSequence());
            default -> null;
        };
    }

    private UsageCharged captured(Address payer, EscrowStepRecorded step, int partition) {
        Intent intent = state.intent(payer, step.intentId());
        if (intent == null) {
            throw new CorruptionException("capture of an intent that does not exist: " + step.intentId());
        }
        return new UsageCharged(
                hashes.chargeId(partition, step.chargeSequence()),
                intent.provider(),
                payer,
                intent.intentId(),
                intent.funding(),
                intent.payoutMode(),
                intent.payoutChainId(),
                List.of(new Draw(step.chainId(), step.amountMicros() * PayerDecisions.NANOS_PER_MICRO)),
                step.feeMicros() * PayerDecisions.NANOS_PER_MICRO,
                intent.inputTokens(),
                intent.outputTokens(),
                partition,
                step.chargeSequence());
    }

    private Folded sweep(PartitionHead start, ClockTick tick) {
        int limit = start.parameters().sweepLimit();
        List<JournalLine> lines = new ArrayList<>();
        PartitionHead head = start;
        for (Intent due : state.due(start, limit)) {
            PayerAccounts.Slot slot = state.slotOf(due.payer());
            PayerAccount account = slot == null ? null : slot.account();
            if (account == null) {
                throw new CorruptionException("an intent without an account: " + due);
            }
            Accepted expiry = ClosingRules.expire(new PayerDecisions(state, account, head, hashes), due);
            PayerAccount posted = PayerApplier.post(account, expiry);
            head = accept(
                    head, -1, tick.id(), lines.size(), "ClockTick", expiry, slot, posted, lines, new ArrayList<>(0));
        }
        state.forget(head.clockMs(), limit);
        state.put(head);
        return new Folded(lines, List.of());
    }

    private Folded ofPartition(PartitionHead head, PayerInput input, Decision decision, PartitionHead ifAccepted) {
        return switch (decision) {
            case Accepted accepted -> {
                // The line still says by which version it was decided; the next line obeys the new one.
                JournalLine line = chain.ofPartition(
                        head, input.id(), 0, typeOf(input), accepted.entries().getFirst());
                state.put(ifAccepted.after(line));
                yield Folded.of(line);
            }
            case Rejected no -> refused(head, input.id(), typeOf(input), null, no.reason());
            case AlreadyApplied before -> repeated(head, input.id(), typeOf(input), null, before.reference());
        };
    }

    private Folded refused(
            PartitionHead head, InputId id, String type, @Nullable Address payer, RejectionReason reason) {
        JournalLine line = chain.refused(head, id, type, payer, reason);
        state.put(head.after(line));
        return Folded.of(line);
    }

    private Folded repeated(PartitionHead head, InputId id, String type, @Nullable Address payer, long reference) {
        JournalLine line = chain.repeated(head, id, type, payer, reference);
        state.put(head.after(line));
        return Folded.of(line);
    }
}
