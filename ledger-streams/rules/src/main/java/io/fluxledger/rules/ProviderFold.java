package io.fluxledger.rules;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.Decision.AlreadyApplied;
import io.fluxledger.rules.Decision.Rejected;
import io.fluxledger.rules.LedgerEntry.PartitionWindowClosed;
import io.fluxledger.rules.LedgerEntry.WindowClosed;
import io.fluxledger.rules.LineChain.Draft;
import io.fluxledger.rules.ProviderInput.ClockTick;
import io.fluxledger.rules.ProviderInput.OfProvider;
import io.fluxledger.rules.ProviderInput.ParametersActivated;
import io.fluxledger.rules.ProviderInput.WindowTick;
import java.util.ArrayList;
import java.util.List;

/** The providers' fold of one partition; the counterpart of {@link PayerFold}, with the same guarantees. */
public final class ProviderFold {
    private final ProviderStore store;
    private final LineChain chain = new LineChain();
    private final ProviderRules rules;
    private final ProviderApplier applier;

    public ProviderFold(ProviderStore store) {
        this.store = store;
        this.rules = new ProviderRules(store);
        this.applier = new ProviderApplier(store);
    }

    /**
     * Folds the next input of the partition.
     *
     * @throws CorruptionException when an invariant breaks, or the offset was folded before
     * @throws UnknownRulesVersionException when the log asks for rules of a newer build
     */
    public Folded fold(InputSource source, ProviderInput input) {
        PartitionHead head = LineChain.at(store.head(), source);
        return switch (input) {
            case OfProvider in -> ofProvider(head, source, in);
            case WindowTick in -> closeWindow(head, in);
            case ParametersActivated in -> parameters(head, in);
            case ClockTick _ -> {
                store.put(head);
                yield new Folded(List.of(), List.of());
            }
        };
    }

    /** Answers a record that cannot be read. */
    public Folded unreadable(InputSource source, InputId id) {
        PartitionHead head = LineChain.at(store.head(), source);
        return unchained(head, Draft.refused(id, "UNREADABLE", null, RejectionReason.UNREADABLE));
    }

    private Folded ofProvider(PartitionHead head, InputSource source, OfProvider input) {
        String type = input.getClass().getSimpleName();
        RejectionReason misplaced = source.misplaced(input.provider());
        if (misplaced != null) {
            return unchained(head, Draft.refused(input.id(), type, input.provider(), misplaced));
        }
        Decision decision;
        ProviderAccount after = null;
        try {
            decision = rules.decide(input, head.clockMs(), head.parameters());
            if (decision instanceof Accepted accepted) {
                after = ProviderApplier.count(
                        ProviderApplier.post(account(input.provider()), accepted.postings()),
                        accepted.entries(),
                        head.parameters());
            }
        } catch (ArithmeticException e) {
            // Nothing has been written yet: sums beyond 64 bits are the input's fault.
            decision = new Rejected(RejectionReason.OVERFLOW);
        }
        return switch (decision) {
            case Rejected no -> unchained(head, Draft.refused(input.id(), type, input.provider(), no.reason()));
            case AlreadyApplied before ->
                unchained(head, Draft.repeated(input.id(), type, input.provider(), before.reference()));
            case Accepted accepted -> {
                if (after == null) {
                    throw new CorruptionException("accepted without balances");
                }
                List<JournalLine> lines = new ArrayList<>(1);
                store.put(accept(head, input.id(), 0, type, accepted, after, lines));
                yield new Folded(lines, List.of());
            }
        };
    }

    private PartitionHead accept(
            PartitionHead head,
            InputId id,
            int index,
            String type,
            Accepted accepted,
            ProviderAccount posted,
            List<JournalLine> lines) {
        LineRef ref = new LineRef(id, index);
        ProviderAccount account = posted;
        for (LedgerEntry entry : accepted.entries()) {
            account = applier.apply(account, entry, ref);
        }
        JournalLine line = chain.finish(
                head,
                Draft.accepted(id, index, type, account.provider(), accepted, account.balances()),
                account.sequence() + 1,
                account.hash());
        store.put(account.withLine(line.accountSequence(), line.accountHash()));
        lines.add(line);
        return LineChain.after(head, line);
    }

    private Folded closeWindow(PartitionHead start, WindowTick tick) {
        String type = tick.getClass().getSimpleName();
        if (tick.windowEndMs() <= start.windowEndMs()) {
            return unchained(start, Draft.repeated(tick.id(), type, null, null));
        }
        if (start.clockMs() < tick.windowEndMs()) {
            return unchained(start, Draft.refused(tick.id(), type, null, RejectionReason.WINDOW_NOT_ENDED));
        }
        List<JournalLine> lines = new ArrayList<>();
        PartitionHead head = start;
        int index = 0;
        for (ProviderAccount account : store.accounts()) {
            if (account.isDue()) {
                WindowClosed closed = new WindowClosed(
                        tick.windowEndMs(),
                        account.window(),
                        account.balances().of(AccountType.PROVIDER_PAYABLE),
                        account.payoutAddress(),
                        account.payoutChainId());
                head = accept(head, tick.id(), index++, type, Accepted.of(closed), account, lines);
            }
        }
        Accepted done = Accepted.of(new PartitionWindowClosed(tick.windowEndMs(), index));
        JournalLine last =
                chain.finish(head, Draft.accepted(tick.id(), index, type, null, done, Balances.NONE), 0, Bytes32.ZERO);
        lines.add(last);
        head = LineChain.after(head, last);
        store.put(new PartitionHead(
                head.clockMs(),
                head.sequence(),
                head.hash(),
                head.chargeSequence(),
                tick.windowEndMs(),
                head.lastOffset(),
                head.parameters()));
        return new Folded(lines, List.of());
    }

    private Folded parameters(PartitionHead head, ParametersActivated input) {
        String type = input.getClass().getSimpleName();
        return switch (PayerRules.decide(input.parameters())) {
            case Accepted accepted -> {
                JournalLine line = chain.finish(
                        head, Draft.accepted(input.id(), 0, type, null, accepted, Balances.NONE), 0, Bytes32.ZERO);
                store.put(PayerFold.withParameters(LineChain.after(head, line), input.parameters()));
                yield new Folded(List.of(line), List.of());
            }
            case Rejected no -> unchained(head, Draft.refused(input.id(), type, null, no.reason()));
            case AlreadyApplied before -> unchained(head, Draft.repeated(input.id(), type, null, before.reference()));
        };
    }

    private Folded unchained(PartitionHead head, Draft draft) {
        JournalLine line = chain.finish(head, draft, 0, Bytes32.ZERO);
        store.put(LineChain.after(head, line));
        return new Folded(List.of(line), List.of());
    }

    private ProviderAccount account(Address provider) {
        ProviderAccount known = store.account(provider);
        return known == null ? ProviderAccount.empty(provider) : known;
    }
}
