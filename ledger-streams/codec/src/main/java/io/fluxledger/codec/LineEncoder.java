package io.fluxledger.codec;

import static io.fluxledger.codec.AvroTypes.address;
import static io.fluxledger.codec.AvroTypes.avroDraws;
import static io.fluxledger.codec.AvroTypes.escrow;
import static io.fluxledger.codec.AvroTypes.id;
import static io.fluxledger.codec.AvroTypes.nullableAddress;
import static io.fluxledger.codec.AvroTypes.nullableWord;
import static io.fluxledger.codec.AvroTypes.signature;
import static io.fluxledger.codec.AvroTypes.word;

import io.fluxledger.events.ChargeTaken;
import io.fluxledger.events.DepositClosed;
import io.fluxledger.events.DepositCredited;
import io.fluxledger.events.DepositOpened;
import io.fluxledger.events.EscrowLocked;
import io.fluxledger.events.EscrowStepRecorded;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.IntentOpened;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.LineRef;
import io.fluxledger.events.ParametersSet;
import io.fluxledger.events.PartitionWindowClosed;
import io.fluxledger.events.PayoutClosed;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.Posting;
import io.fluxledger.events.ProviderUpdated;
import io.fluxledger.events.ReceiptRecorded;
import io.fluxledger.events.SubBalance;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.events.WindowClosed;
import io.fluxledger.events.WithdrawalClosed;
import io.fluxledger.events.WithdrawalOpened;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.ProviderInput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From what the folds answer to Avro records. */
public final class LineEncoder {
    private LineEncoder() {}

    /** The line, with the physical place of its input beside it. */
    public static JournalLine line(io.fluxledger.rules.JournalLine line, int partition, long offset) {
        List<Object> entries = new ArrayList<>(line.entries().size());
        for (LedgerEntry entry : line.entries()) {
            entries.add(entry(entry));
        }
        List<Posting> postings = new ArrayList<>(line.postings().size());
        for (io.fluxledger.rules.Posting p : line.postings()) {
            postings.add(new Posting(
                    AvroEnums.account(p.account()), nullableAddress(p.owner()), p.chainId(), p.amountNanos()));
        }
        return new JournalLine(
                id(line.inputId()),
                line.index(),
                line.inputType(),
                nullableAddress(line.account()),
                AvroEnums.outcome(line.outcome()),
                line.reason() == null ? null : line.reason().name(),
                reference(line.reference()),
                line.clockMs(),
                line.rulesVersion(),
                line.accountSequence(),
                line.partitionSequence(),
                entries,
                postings,
                balances(line.balances()),
                word(line.accountPreviousHash()),
                word(line.accountHash()),
                word(line.partitionPreviousHash()),
                word(line.partitionHash()),
                partition,
                offset);
    }

    /** Sub-balances as they stand in lines and in the balance view. */
    public static List<SubBalance> balances(List<io.fluxledger.rules.SubBalance> values) {
        List<SubBalance> balances = new ArrayList<>(values.size());
        for (io.fluxledger.rules.SubBalance b : values) {
            balances.add(new SubBalance(AvroEnums.account(b.account()), b.chainId(), b.amountNanos()));
        }
        return balances;
    }

    private static @Nullable LineRef reference(io.fluxledger.rules.@Nullable LineRef reference) {
        return reference == null ? null : new LineRef(id(reference.inputId()), reference.index());
    }

    /** The charge as an input of the providers' fold. */
    public static UsageCharged charge(ProviderInput.UsageCharged charge) {
        return new UsageCharged(
                id(charge.id()),
                address(charge.provider()),
                address(charge.payer()),
                charge.intentId(),
                AvroEnums.funding(charge.funding()),
                AvroEnums.payoutMode(charge.payoutMode()),
                charge.payoutChainId(),
                avroDraws(charge.charges()),
                charge.escrowFeeNanos(),
                charge.inputTokens(),
                charge.outputTokens(),
                charge.sourcePartition(),
                charge.sourceSequence());
    }

    private static Object entry(LedgerEntry entry) {
        return switch (entry) {
            case LedgerEntry.DepositOpened e ->
                new DepositOpened(
                        e.deposit().chainId(),
                        address(e.deposit().token()),
                        word(e.deposit().nonce()),
                        e.amountMicros(),
                        e.validAfterS(),
                        e.validBeforeS(),
                        signature(e.signature()));
            case LedgerEntry.DepositCredited e ->
                new DepositCredited(
                        e.deposit().chainId(),
                        address(e.deposit().token()),
                        word(e.deposit().nonce()),
                        e.amountNanos(),
                        word(e.transactionHash()));
            case LedgerEntry.DepositClosed e ->
                new DepositClosed(
                        e.deposit().chainId(),
                        address(e.deposit().token()),
                        word(e.deposit().nonce()),
                        e.reason());
            case LedgerEntry.IntentOpened e -> opened(e);
            case LedgerEntry.EscrowLocked e ->
                new EscrowLocked(e.intentId(), e.chainId(), e.amountMicros(), word(e.transactionHash()));
            case LedgerEntry.ReceiptRecorded e ->
                new ReceiptRecorded(
                        e.intentId(),
                        address(e.provider()),
                        e.usedNanos(),
                        e.totalUsedNanos(),
                        e.inputTokens(),
                        e.outputTokens(),
                        word(e.nonce()),
                        word(e.contentHash()));
            case LedgerEntry.IntentClosed e -> closed(e);
            case LedgerEntry.EscrowStepRecorded e ->
                new EscrowStepRecorded(
                        e.intentId(),
                        AvroEnums.step(e.step()),
                        AvroEnums.transfer(e.status()),
                        e.chainId(),
                        e.amountMicros(),
                        e.feeMicros(),
                        nullableWord(e.transactionHash()),
                        e.chargeSequence());
            case LedgerEntry.WithdrawalOpened e ->
                new WithdrawalOpened(
                        e.withdrawalId(),
                        e.chainId(),
                        e.amountNanos(),
                        address(e.recipient()),
                        word(e.nonce()),
                        word(e.contentHash()));
            case LedgerEntry.WithdrawalClosed e ->
                new WithdrawalClosed(
                        e.withdrawalId(),
                        AvroEnums.transfer(e.status()),
                        e.chainId(),
                        e.amountNanos(),
                        nullableWord(e.transactionHash()));
            case LedgerEntry.ParametersSet e -> parameters(e.parameters());
            case LedgerEntry.ChargeTaken e -> charge(e);
            case LedgerEntry.WindowClosed e -> window(e);
            case LedgerEntry.PartitionWindowClosed e -> new PartitionWindowClosed(e.windowEndMs(), e.providers());
            case LedgerEntry.PayoutOpened e ->
                new PayoutOpened(
                        e.payoutId(),
                        e.batchId(),
                        e.windowEndMs(),
                        e.chainId(),
                        e.amountMicros(),
                        avroDraws(e.sources()),
                        address(e.recipient()));
            case LedgerEntry.PayoutClosed e ->
                new PayoutClosed(
                        e.payoutId(),
                        e.batchId(),
                        AvroEnums.transfer(e.status()),
                        e.chainId(),
                        e.amountMicros(),
                        avroDraws(e.sources()),
                        nullableWord(e.transactionHash()));
            case LedgerEntry.ProviderUpdated e ->
                new ProviderUpdated(address(e.payoutAddress()), e.payoutChainId(), word(e.nonce()));
        };
    }

    private static IntentOpened opened(LedgerEntry.IntentOpened e) {
        return new IntentOpened(
                e.intentId(),
                AvroEnums.intent(e.status()),
                AvroEnums.funding(e.funding()),
                AvroEnums.payoutMode(e.payoutMode()),
                address(e.provider()),
                e.maxAmountNanos(),
                e.deadlineMs(),
                e.payoutChainId(),
                avroDraws(e.draws()),
                word(e.nonce()),
                word(e.contentHash()),
                escrow(e.escrow()));
    }

    private static IntentClosed closed(LedgerEntry.IntentClosed e) {
        return new IntentClosed(
                e.intentId(),
                AvroEnums.intent(e.status()),
                AvroEnums.funding(e.funding()),
                AvroEnums.payoutMode(e.payoutMode()),
                address(e.provider()),
                e.payoutChainId(),
                avroDraws(e.captures()),
                avroDraws(e.refunds()),
                e.inputTokens(),
                e.outputTokens(),
                e.reason(),
                e.chargeSequence(),
                nullableWord(e.nonce()));
    }

    private static ParametersSet parameters(Parameters p) {
        return new ParametersSet(
                p.rulesVersion(),
                p.providerFeePpm(),
                p.monthlyMinimumFeeNanos(),
                p.monthlyMinimumVolumeNanos(),
                p.sweepLimit(),
                p.retentionMs(),
                p.maxIntentLifeMs());
    }

    private static ChargeTaken charge(LedgerEntry.ChargeTaken e) {
        return new ChargeTaken(
                address(e.payer()),
                e.intentId(),
                AvroEnums.funding(e.funding()),
                AvroEnums.payoutMode(e.payoutMode()),
                e.payoutChainId(),
                e.grossNanos(),
                e.feeNanos(),
                e.netNanos(),
                e.inputTokens(),
                e.outputTokens(),
                e.sourcePartition(),
                e.sourceSequence());
    }

    private static WindowClosed window(LedgerEntry.WindowClosed e) {
        return new WindowClosed(
                e.windowEndMs(),
                e.usage().calls(),
                e.usage().inputTokens(),
                e.usage().outputTokens(),
                e.usage().grossNanos(),
                e.usage().feeNanos(),
                e.usage().netNanos(),
                avroDraws(e.payable()),
                address(e.payoutAddress()),
                e.payoutChainId());
    }
}
