package io.fluxledger.rules;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.Decision.AlreadyApplied;
import io.fluxledger.rules.Decision.Rejected;
import io.fluxledger.rules.LedgerEntry.EscrowStepRecorded;
import io.fluxledger.rules.LedgerEntry.IntentClosed;
import io.fluxledger.rules.LineChain.Draft;
import io.fluxledger.rules.PayerInput.ClockTick;
import io.fluxledger.rules.PayerInput.OfPayer;
import io.fluxledger.rules.PayerInput.ParametersActivated;
import io.fluxledger.rules.ProviderInput.UsageCharged;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The payers' fold of one partition: decides an input, applies what was decided, and answers with journal lines. The
 * same inputs give the same lines, byte for byte, whether they come from a live stream, a topic or a list.
 */
public final class PayerFold {
    private final PayerStore store;
    private final LineChain chain = new LineChain();
    private final ContentHash hashes = new ContentHash();
    private final PayerApplier applier;

    public PayerFold(PayerStore store) {
        this.store = store;
        this.applier = new PayerApplier(store);
    }

    /**
     * Folds the next input of the partition.
     *
     * @throws CorruptionException when an invariant breaks, or the offset was folded before
     * @throws UnknownRulesVersionException when the log asks for rules of a newer build
     */
    public Folded fold(InputSource source, PayerInput input) {
        PartitionHead head = LineChain.at(store.head(), source);
        return switch (input) {
            case OfPayer in -> ofPayer(head, source, in);
            case ParametersActivated in -> parameters(head, in);
            case ClockTick in -> sweep(head, in);
        };
    }

    /** Answers a record that cannot be read, so that nobody waits for it for ever. */
    public Folded unreadable(InputSource source, InputId id) {
        PartitionHead head = LineChain.at(store.head(), source);
        return unchained(head, Draft.refused(id, "UNREADABLE", null, RejectionReason.UNREADABLE));
    }

    private Folded ofPayer(PartitionHead head, InputSource source, OfPayer input) {
        String type = input.getClass().getSimpleName();
        RejectionReason misplaced = source.misplaced(input.payer());
        if (misplaced != null) {
            return unchained(head, Draft.refused(input.id(), type, input.payer(), misplaced));
        }
        Decision decision;
        PayerAccount after = null;
        try {
            decision = PayerRules.decide(decisions(head), input);
            if (decision instanceof Accepted accepted) {
                after = PayerApplier.post(account(input.payer()), accepted.postings());
            }
        } catch (ArithmeticException e) {
            // Nothing has been written yet: sums beyond 64 bits are the input's fault.
            decision = new Rejected(RejectionReason.OVERFLOW);
        }
        return switch (decision) {
            case Rejected no -> unchained(head, Draft.refused(input.id(), type, input.payer(), no.reason()));
            case AlreadyApplied before ->
                unchained(head, Draft.repeated(input.id(), type, input.payer(), before.reference()));
            case Accepted accepted -> {
                List<JournalLine> lines = new ArrayList<>(1);
                List<UsageCharged> charges = new ArrayList<>(1);
                if (after == null) {
                    throw new CorruptionException("accepted without balances");
                }
                store.put(accept(head, source.partition(), input.id(), 0, type, accepted, after, lines, charges));
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
            PayerAccount posted,
            List<JournalLine> lines,
            List<UsageCharged> charges) {
        LineRef ref = new LineRef(id, index);
        PayerAccount account = posted;
        PartitionHead next = head;
        for (LedgerEntry entry : accepted.entries()) {
            UsageCharged charge = charge(posted.payer(), entry, partition);
            if (charge != null) {
                charges.add(charge);
                next = withCharge(next, charge.sourceSequence());
            }
            account = applier.apply(account, entry, ref);
        }
        PayerApplier.check(account);
        JournalLine line = chain.finish(
                next,
                Draft.accepted(id, index, type, account.payer(), accepted, account.balances()),
                account.sequence() + 1,
                account.hash());
        store.put(account.withLine(line.accountSequence(), line.accountHash()));
        lines.add(line);
        return LineChain.after(next, line);
    }

    /** The charge that goes to the provider's fold with this entry. */
    private @Nullable UsageCharged charge(Address payer, LedgerEntry entry, int partition) {
        if (entry instanceof IntentClosed closed && closed.chargeSequence() > 0) {
            Intent intent = intent(payer, closed.intentId());
            return charge(intent, closed.captures(), 0, partition, closed.chargeSequence());
        }
        if (entry instanceof EscrowStepRecorded step && step.chargeSequence() > 0) {
            Intent intent = intent(payer, step.intentId());
            long nanos = step.amountMicros() * PayerDecisions.NANOS_PER_MICRO;
            return charge(
                    intent,
                    List.of(new Draw(step.chainId(), nanos)),
                    step.feeMicros() * PayerDecisions.NANOS_PER_MICRO,
                    partition,
                    step.chargeSequence());
        }
        return null;
    }

    private UsageCharged charge(Intent intent, List<Draw> charges, long feeNanos, int partition, long sequence) {
        return new UsageCharged(
                hashes.chargeId(partition, sequence),
                intent.provider(),
                intent.payer(),
                intent.intentId(),
                intent.funding(),
                intent.payoutMode(),
                intent.payoutChainId(),
                charges,
                feeNanos,
                intent.inputTokens(),
                intent.outputTokens(),
                partition,
                sequence);
    }

    private Intent intent(Address payer, String intentId) {
        Intent intent = store.intent(payer, intentId);
        if (intent == null) {
            throw new CorruptionException("entry for an intent that does not exist: " + intentId);
        }
        return intent;
    }

    private Folded sweep(PartitionHead start, ClockTick tick) {
        List<JournalLine> lines = new ArrayList<>();
        PartitionHead head = start;
        int index = 0;
        for (Intent due : store.due(head.clockMs(), head.parameters().sweepLimit())) {
            Accepted expiry = IntentRules.expire(due);
            PayerAccount posted = PayerApplier.post(account(due.payer()), expiry.postings());
            head = accept(head, -1, tick.id(), index++, "ClockTick", expiry, posted, lines, new ArrayList<>());
        }
        store.put(head);
        return new Folded(lines, List.of());
    }

    private Folded parameters(PartitionHead head, ParametersActivated input) {
        String type = input.getClass().getSimpleName();
        return switch (PayerRules.decide(input)) {
            case Accepted accepted -> {
                // The line still says by which version it was decided; the next line obeys the new one.
                JournalLine line = chain.finish(
                        head, Draft.accepted(input.id(), 0, type, null, accepted, Balances.NONE), 0, Bytes32.ZERO);
                store.put(withParameters(LineChain.after(head, line), input.parameters()));
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

    private PayerAccount account(Address payer) {
        PayerAccount known = store.account(payer);
        return known == null ? PayerAccount.empty(payer) : known;
    }

    private PayerDecisions decisions(PartitionHead head) {
        return new PayerDecisions(store, head.clockMs(), head.parameters(), head.chargeSequence() + 1, hashes);
    }

    private static PartitionHead withCharge(PartitionHead head, long chargeSequence) {
        return new PartitionHead(
                head.clockMs(),
                head.sequence(),
                head.hash(),
                chargeSequence,
                head.windowEndMs(),
                head.lastOffset(),
                head.parameters());
    }

    static PartitionHead withParameters(PartitionHead head, Parameters parameters) {
        return new PartitionHead(
                head.clockMs(),
                head.sequence(),
                head.hash(),
                head.chargeSequence(),
                head.windowEndMs(),
                head.lastOffset(),
                parameters);
    }
}
