package io.fluxledger.rules;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.Decision.AlreadyApplied;
import io.fluxledger.rules.Decision.Rejected;
import io.fluxledger.rules.LedgerEntry.DisputeClosed;
import io.fluxledger.rules.LedgerEntry.PartitionWindowClosed;
import io.fluxledger.rules.LedgerEntry.RefundIssued;
import io.fluxledger.rules.ProviderInput.ClockTick;
import io.fluxledger.rules.ProviderInput.InputQuarantined;
import io.fluxledger.rules.ProviderInput.OfProvider;
import io.fluxledger.rules.ProviderInput.ParametersActivated;
import io.fluxledger.rules.ProviderInput.WindowTick;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The providers' fold of one partition; the counterpart of {@link PayerFold}, with the same guarantees. */
public final class ProviderFold {
    private final ProviderState state;
    private final LineChain chain = new LineChain();
    private final ContentHash hashes = new ContentHash();
    private final ProviderApplier applier;
    private Set<InputId> quarantined = Set.of();

    /** What the close of a window does to one provider. */
    private record Close(Accepted accepted, ProviderAccount after) {}

    public ProviderFold(ProviderState state) {
        this.state = state;
        this.applier = new ProviderApplier(state, hashes);
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
    public Folded fold(InputSource source, ProviderInput input) {
        if (!quarantined.isEmpty() && quarantined.contains(input.id()) && breaksAnInvariant(source, input)) {
            PartitionHead head = state.head().at(source);
            Address provider = input instanceof OfProvider of ? of.provider() : null;
            return refused(head, input.id(), typeOf(input), provider, RejectionReason.QUARANTINED);
        }
        return decide(source, input);
    }

    /** Tried on a copy: a broken invariant may leave state half changed. */
    private boolean breaksAnInvariant(InputSource source, ProviderInput input) {
        try {
            var _ = new ProviderFold(state.copy()).decide(source, input);
            return false;
        } catch (CorruptionException e) {
            return true;
        }
    }

    private Folded decide(InputSource source, ProviderInput input) {
        PartitionHead head = state.head().at(source);
        return switch (input) {
            case OfProvider in -> ofProvider(head, source, in);
            case WindowTick in -> closeWindow(head, in);
            case ParametersActivated in ->
                ofPartition(head, in, PayerRules.decide(head, in.parameters()), head.with(in.parameters()));
            case InputQuarantined in -> ofPartition(head, in, PayerRules.decide(in.quarantined(), in.reason()), head);
            case ClockTick _ -> {
                state.put(head);
                yield new Folded(List.of(), List.of());
            }
        };
    }

    private static String typeOf(ProviderInput input) {
        return input.getClass().getSimpleName();
    }

    /** Answers a record that cannot be read. */
    public Folded unreadable(InputSource source, InputId id) {
        return refused(state.head().at(source), id, "UNREADABLE", null, RejectionReason.UNREADABLE);
    }

    private Folded ofProvider(PartitionHead head, InputSource source, OfProvider input) {
        Address provider = input.provider();
        ProviderAccount known = state.account(provider);
        RejectionReason misplaced = source.misplaced(provider);
        if (misplaced != null) {
            return refused(head, input.id(), typeOf(input), provider, misplaced);
        }
        ProviderAccount account = known == null ? ProviderAccount.empty(provider) : known;
        ProviderAccount after = account;
        Decision decision;
        try {
            decision = ProviderRules.decide(new ProviderDecisions(state, account, head, hashes), input);
            if (decision instanceof Accepted accepted) {
                after = ProviderApplier.after(account, accepted, head.parameters());
            }
        } catch (ArithmeticException e) {
            // Nothing has been written yet: sums beyond 64 bits are the input's fault.
            decision = new Rejected(RejectionReason.OVERFLOW);
        }
        return switch (decision) {
            case Rejected no -> refused(head, input.id(), typeOf(input), provider, no.reason());
            case AlreadyApplied before -> repeated(head, input.id(), typeOf(input), before.reference(), provider);
            case Accepted accepted -> {
                List<JournalLine> lines = new ArrayList<>(1);
                state.put(accept(head, input, new Close(accepted, after), lines));
                yield new Folded(lines, List.of());
            }
        };
    }

    /** Writes what was decided; from here on nothing may fail. */
    private PartitionHead accept(PartitionHead head, ProviderInput input, Close close, List<JournalLine> lines) {
        ProviderAccount account = close.after();
        long refund = 0;
        for (LedgerEntry entry : close.accepted().entries()) {
            applier.apply(account.provider(), entry, head.sequence() + 1);
            refund = Math.max(refund, refundSequence(entry));
        }
        JournalLine line = chain.accepted(
                head,
                input.id(),
                lines.size(),
                typeOf(input),
                account.provider(),
                close.accepted(),
                account.balances(),
                account.sequence(),
                account.hash());
        state.put(account.withLine(line.accountSequence(), line.hash()));
        lines.add(line);
        return (refund > 0 ? head.withCharge(refund) : head).after(line);
    }

    /** Position of the refund that goes to a payer with this entry, 0 if there is none. */
    private static long refundSequence(LedgerEntry entry) {
        return switch (entry) {
            case DisputeClosed closed -> closed.refundSequence();
            case RefundIssued issued -> issued.refundSequence();
            default -> 0;
        };
    }

    private Folded closeWindow(PartitionHead start, WindowTick tick) {
        long endMs = tick.windowEndMs();
        if (endMs <= start.windowEndMs()) {
            return repeated(start, tick.id(), typeOf(tick), 0, null);
        }
        if (start.clockMs() < endMs) {
            return refused(start, tick.id(), typeOf(tick), null, RejectionReason.WINDOW_NOT_ENDED);
        }
        List<Close> closes = new ArrayList<>();
        try {
            state.accounts(account -> {
                if (account.isDue(endMs)) {
                    closes.add(close(start, account, endMs));
                }
            });
        } catch (ArithmeticException e) {
            return refused(start, tick.id(), typeOf(tick), null, RejectionReason.OVERFLOW);
        }
        List<JournalLine> lines = new ArrayList<>(closes.size() + 1);
        PartitionHead head = start;
        for (Close close : closes) {
            head = accept(head, tick, close, lines);
        }
        JournalLine last = chain.ofPartition(
                head, tick.id(), lines.size(), typeOf(tick), new PartitionWindowClosed(endMs, closes.size()));
        lines.add(last);
        state.put(head.withWindow(endMs).after(last));
        return new Folded(lines, List.of());
    }

    private Close close(PartitionHead head, ProviderAccount account, long endMs) {
        Accepted accepted = ProviderRules.closeWindow(new ProviderDecisions(state, account, head, hashes), endMs);
        return new Close(accepted, ProviderApplier.after(account, accepted, head.parameters()));
    }

    private Folded ofPartition(PartitionHead head, ProviderInput input, Decision decision, PartitionHead ifAccepted) {
        return switch (decision) {
            case Accepted accepted -> {
                // The line still says by which version it was decided; the next line obeys the new one.
                JournalLine line = chain.ofPartition(
                        head, input.id(), 0, typeOf(input), accepted.entries().getFirst());
                state.put(ifAccepted.after(line));
                yield Folded.of(line);
            }
            case Rejected no -> refused(head, input.id(), typeOf(input), null, no.reason());
            case AlreadyApplied before -> repeated(head, input.id(), typeOf(input), before.reference(), null);
        };
    }

    private Folded refused(
            PartitionHead head, InputId id, String type, @Nullable Address provider, RejectionReason reason) {
        JournalLine line = chain.refused(head, id, type, provider, reason);
        state.put(head.after(line));
        return Folded.of(line);
    }

    private Folded repeated(PartitionHead head, InputId id, String type, long reference, @Nullable Address provider) {
        JournalLine line = chain.repeated(head, id, type, provider, reference);
        state.put(head.after(line));
        return Folded.of(line);
    }
}
