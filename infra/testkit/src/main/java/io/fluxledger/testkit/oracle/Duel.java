package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.DerivedIds;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayerState;
import io.fluxledger.rules.ProviderFold;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.ProviderState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Both folds beside both oracles, one partition each, with what flows between them. */
final class Duel {
    private final PayerFold payerFold = new PayerFold(new PayerState());
    private final ProviderFold providerFold = new ProviderFold(new ProviderState());
    private final HashCheck payerHashes = new HashCheck();
    private final HashCheck providerHashes = new HashCheck();
    private final Deque<ProviderInput.OfProvider> charges = new ArrayDeque<>();
    private final Deque<PayerInput.ProviderRefundReceived> refunds = new ArrayDeque<>();
    private final Books books = new Books();
    private final LineComparison lines;
    private final Coverage coverage;
    final OracleLedger payers;
    final OracleProviders providers;
    private long offset;
    private long lineCount;

    Duel(OracleLedger payers, OracleProviders providers, Coverage coverage, boolean withTexts) {
        this.payers = payers;
        this.providers = providers;
        this.coverage = coverage;
        this.lines = new LineComparison(withTexts);
    }

    long lineCount() {
        return lineCount;
    }

    boolean hasCharges() {
        return !charges.isEmpty();
    }

    boolean hasRefunds() {
        return !refunds.isEmpty();
    }

    Compared step(Step step) {
        return switch (step) {
            case Step.Payers it -> {
                Compared compared = payers(it.input(), source(it.clockMs(), it.key()));
                if (lines.accepted() && it.input() instanceof PayerInput.ProviderRefundReceived refund) {
                    books.expectInClearing(refund.draws(), -1);
                }
                yield compared;
            }
            case Step.Providers it -> {
                Compared compared = providers(it.input(), source(it.clockMs(), it.key()));
                if (lines.accepted() && it.input() instanceof ProviderInput.UsageCharged charge) {
                    books.expectInClearing(Books.cleared(charge), -1);
                }
                yield compared;
            }
            case Step.Unreadable it -> unreadable(it);
            case Step.Deliver it -> it.toProviders() ? deliverCharge(it) : deliverRefund(it);
        };
    }

    private InputSource source(long clockMs, String key) {
        return new InputSource(key, Domain.PARTITION, Domain.PARTITIONS, offset++, clockMs);
    }

    private Compared unreadable(Step.Unreadable step) {
        InputId id = new InputId(7, offset);
        InputSource source = source(step.clockMs(), "");
        return step.ofProviders()
                ? compare(
                        "unreadable provider input",
                        () -> providers.unreadable(source),
                        () -> providerFold.unreadable(source, id),
                        providerHashes)
                : compare(
                        "unreadable payer input",
                        () -> payers.unreadable(source),
                        () -> payerFold.unreadable(source, id),
                        payerHashes);
    }

    private Compared deliverCharge(Step.Deliver step) {
        ProviderInput.OfProvider charge = step.again() ? charges.peek() : charges.poll();
        if (charge == null) {
            return new Compared("nothing to deliver", "", "", null);
        }
        String key = charge.provider().toString();
        Compared compared = providers(charge, source(step.clockMs(), key));
        if (lines.rejected() && !step.again() && charge instanceof ProviderInput.UsageCharged it) {
            // What the providers' fold does not take stays in clearing.
            books.expectInClearing(Books.cleared(it), 1);
        }
        return compared;
    }

    private Compared deliverRefund(Step.Deliver step) {
        PayerInput.ProviderRefundReceived refund = step.again() ? refunds.peek() : refunds.poll();
        if (refund == null) {
            return new Compared("nothing to deliver", "", "", null);
        }
        String key = refund.payer().toString();
        Compared compared = payers(refund, source(step.clockMs(), key));
        if (lines.rejected() && !step.again()) {
            books.expectInClearing(refund.draws(), 1);
        }
        return compared;
    }

    private Compared payers(PayerInput input, InputSource source) {
        return compare(
                Show.input((Record) input, source, lines.withTexts()),
                () -> payers.answer(source, input),
                () -> payerFold.fold(source, input),
                payerHashes);
    }

    private Compared providers(ProviderInput input, InputSource source) {
        return compare(
                Show.input((Record) input, source, lines.withTexts()),
                () -> providers.answer(source, input),
                () -> providerFold.fold(source, input),
                providerHashes);
    }

    private Compared compare(String text, Supplier<OracleAnswer> oracle, Supplier<Folded> fold, HashCheck hashes) {
        OracleAnswer answer = null;
        String thrown = null;
        try {
            answer = oracle.get();
        } catch (RuntimeException e) {
            thrown = "the oracle threw " + e;
        }
        Folded folded;
        try {
            folded = fold.get();
        } catch (RuntimeException e) {
            return new Compared(
                    text, answer == null ? "" : lines.expected(answer), e.toString(), "the fold threw " + e);
        }
        if (answer == null) {
            return new Compared(text, "", lines.actual(folded), thrown);
        }
        String difference = lines.difference(answer, folded);
        lineCount += folded.lines().size();
        coverage.count(folded.lines());
        List<PayerInput.ProviderRefundReceived> back = new ArrayList<>();
        for (JournalLine line : folded.lines()) {
            String broken = hashes.next(line);
            String unbalanced = books.post(line);
            difference = difference == null ? broken : difference;
            difference = difference == null ? unbalanced : difference;
            back.addAll(refunds(line));
        }
        if (difference == null) {
            difference = relayed(answer, folded, back);
        }
        charges.addAll(folded.charges());
        refunds.addAll(back);
        return new Compared(text, lines.expected(answer), lines.actual(folded), difference);
    }

    private static @Nullable String relayed(
            OracleAnswer answer, Folded folded, List<PayerInput.ProviderRefundReceived> back) {
        List<Record> sent = folded.charges().stream()
                .map(charge -> Records.with((Record) charge, 0, Frame.NO_ID))
                .toList();
        if (!sent.equals(answer.toProviders())) {
            return "charges: expected " + Show.value(answer.toProviders()) + ", got " + Show.value(sent);
        }
        List<Record> given = back.stream()
                .<Record>map(refund -> Records.with(refund, 0, Frame.NO_ID))
                .toList();
        return given.equals(answer.toPayers())
                ? null
                : "refunds: expected " + Show.value(answer.toPayers()) + ", got " + Show.value(given);
    }

    /** What a relay reads from a committed line of the providers' fold. */
    private static List<PayerInput.ProviderRefundReceived> refunds(JournalLine line) {
        List<PayerInput.ProviderRefundReceived> found = new ArrayList<>();
        for (LedgerEntry entry : line.entries()) {
            switch (entry) {
                case LedgerEntry.DisputeClosed it
                when it.refundSequence() > 0 ->
                    found.add(refund(line, it.payer(), it.intentId(), it.draws(), it.refundSequence()));
                case LedgerEntry.RefundIssued it ->
                    found.add(refund(line, it.payer(), it.intentId(), it.draws(), it.refundSequence()));
                default -> {}
            }
        }
        return found;
    }

    private static PayerInput.ProviderRefundReceived refund(
            JournalLine line, Address payer, String intentId, List<Draw> draws, long sequence) {
        return new PayerInput.ProviderRefundReceived(
                DerivedIds.refund(Domain.PARTITION, sequence),
                payer,
                Objects.requireNonNull(line.account()),
                intentId,
                draws,
                Domain.PARTITION,
                sequence);
    }

    /** Delivers all that flows; says what differs on the way, or what is in clearing then, else null. */
    @Nullable
    String drain() {
        long clockMs = Math.max(payers.frame.clockMs(), providers.frame.clockMs());
        while (hasCharges() || hasRefunds()) {
            Compared compared = step(new Step.Deliver(clockMs, hasCharges(), false));
            if (compared.difference() != null) {
                return "while draining: " + compared.difference();
            }
        }
        return books.leftInClearing();
    }
}
