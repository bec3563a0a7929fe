package io.fluxledger.audit.project;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChargeTaken;
import io.fluxledger.events.DepositClosed;
import io.fluxledger.events.DepositCredited;
import io.fluxledger.events.DepositOpened;
import io.fluxledger.events.Draw;
import io.fluxledger.events.EscrowLocked;
import io.fluxledger.events.EscrowStep;
import io.fluxledger.events.EscrowStepRecorded;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.IntentOpened;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.ParametersSet;
import io.fluxledger.events.PartitionWindowClosed;
import io.fluxledger.events.PayoutClosed;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.ProviderUpdated;
import io.fluxledger.events.ReceiptRecorded;
import io.fluxledger.events.WindowClosed;
import io.fluxledger.events.WithdrawalClosed;
import io.fluxledger.events.WithdrawalOpened;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** What the entries of a line do to the tables of intents, deposits, withdrawals, windows and payouts. */
final class EntryRows {
    private final RowBatch rows;

    EntryRows(RowBatch rows) {
        this.rows = rows;
    }

    void add(Place at, JournalLine line, int index, Object entry) {
        switch (entry) {
            case DepositOpened e -> opened(at, line, e);
            case DepositCredited e -> credited(at, line, e);
            case DepositClosed e -> failed(at, line, e);
            case IntentOpened e -> opened(at, line, index, e);
            case EscrowLocked e -> changed(at, line, index, e, e.getIntentId(), new IntentChange(line).escrowLocked());
            case ReceiptRecorded e ->
                changed(at, line, index, e, e.getIntentId(), new IntentChange(line).used(e.getTotalUsedNanos()));
            case IntentClosed e -> changed(at, line, index, e, e.getIntentId(), new IntentChange(line).closed(e));
            case EscrowStepRecorded e -> changed(at, line, index, e, e.getIntentId(), new IntentChange(line).step(e));
            case WithdrawalOpened e -> opened(at, line, e);
            case WithdrawalClosed e -> closed(at, line, e);
            case ChargeTaken e -> charged(at, line, index, e);
            case WindowClosed e -> closed(at, line, e);
            case PayoutOpened e -> opened(at, line, e);
            case PayoutClosed e -> closed(at, line, e);
            case ProviderUpdated e ->
                rows.add(
                        Tables.PROVIDERS,
                        account(line),
                        Hex.of(e.getPayoutAddress()),
                        e.getPayoutChainId(),
                        at.topic(),
                        at.partition(),
                        at.offset());
            // Both concern the partition alone, and are found in the line.
            case ParametersSet _, PartitionWindowClosed _ -> {}
            default -> throw new UnprojectableRecordException(at, "entry " + entry.getClass());
        }
    }

    private static String account(JournalLine line) {
        Address20 account = line.getAccount();
        if (account == null) {
            throw new IllegalArgumentException("a line of the partition has an entry of an account: " + line);
        }
        return Hex.of(account);
    }

    private void opened(Place at, JournalLine line, DepositOpened e) {
        rows.add(
                Tables.DEPOSITS,
                account(line),
                e.getChainId(),
                Hex.of(e.getToken()),
                Hex.of(e.getNonce()),
                "PENDING",
                e.getAmountMicros(),
                e.getValidBeforeS(),
                null,
                null,
                null,
                line.getClockMs(),
                null,
                at.topic(),
                at.partition(),
                at.offset());
    }

    private void credited(Place at, JournalLine line, DepositCredited e) {
        rows.add(
                Tables.DEPOSITS,
                account(line),
                e.getChainId(),
                Hex.of(e.getToken()),
                Hex.of(e.getNonce()),
                "CREDITED",
                null,
                null,
                e.getAmountNanos(),
                Hex.of(e.getTransactionHash()),
                null,
                null,
                line.getClockMs(),
                at.topic(),
                at.partition(),
                at.offset());
    }

    private void failed(Place at, JournalLine line, DepositClosed e) {
        rows.add(
                Tables.DEPOSITS,
                account(line),
                e.getChainId(),
                Hex.of(e.getToken()),
                Hex.of(e.getNonce()),
                "FAILED",
                null,
                null,
                null,
                null,
                e.getReason(),
                null,
                line.getClockMs(),
                at.topic(),
                at.partition(),
                at.offset());
    }

    private void opened(Place at, JournalLine line, int index, IntentOpened e) {
        rows.add(
                Tables.INTENTS_OPENED,
                account(line),
                e.getIntentId(),
                e.getFunding().name(),
                e.getPayoutMode().name(),
                Hex.of(e.getProvider()),
                e.getMaxAmountNanos(),
                e.getDeadlineMs(),
                e.getPayoutChainId(),
                e.getStatus().name(),
                at.topic(),
                at.partition(),
                at.offset(),
                line.getClockMs());
        event(at, line, index, e, account(line), e.getIntentId());
    }

    private void changed(
            Place at, JournalLine line, int index, SpecificRecord entry, String intentId, IntentChange change) {
        rows.add(Tables.INTENTS_CHANGED, change.row(account(line), intentId));
        event(at, line, index, entry, account(line), intentId);
    }

    private void event(Place at, JournalLine line, int index, SpecificRecord entry, String payer, String intentId) {
        rows.add(
                Tables.INTENT_EVENTS,
                payer,
                intentId,
                at.topic(),
                at.partition(),
                at.offset(),
                index,
                entry.getSchema().getName(),
                line.getClockMs());
    }

    private void opened(Place at, JournalLine line, WithdrawalOpened e) {
        rows.add(
                Tables.WITHDRAWALS,
                account(line),
                e.getWithdrawalId(),
                "REQUESTED",
                e.getChainId(),
                e.getAmountNanos(),
                Hex.of(e.getRecipient()),
                null,
                line.getClockMs(),
                null,
                at.topic(),
                at.partition(),
                at.offset());
    }

    private void closed(Place at, JournalLine line, WithdrawalClosed e) {
        rows.add(
                Tables.WITHDRAWALS,
                account(line),
                e.getWithdrawalId(),
                e.getStatus().name(),
                e.getChainId(),
                e.getAmountNanos(),
                null,
                Hex.ofNullable(e.getTransactionHash()),
                null,
                line.getClockMs(),
                at.topic(),
                at.partition(),
                at.offset());
    }

    private void charged(Place at, JournalLine line, int index, ChargeTaken e) {
        String payer = Hex.of(e.getPayer());
        rows.add(
                Tables.CHARGES,
                at.topic(),
                at.partition(),
                at.offset(),
                index,
                account(line),
                payer,
                e.getIntentId(),
                e.getFunding().name(),
                e.getPayoutMode().name(),
                e.getPayoutChainId(),
                e.getGrossNanos(),
                e.getFeeNanos(),
                e.getNetNanos(),
                e.getInputTokens(),
                e.getOutputTokens(),
                e.getSourcePartition(),
                e.getSourceSequence(),
                line.getClockMs());
        event(at, line, index, e, payer, e.getIntentId());
    }

    private void closed(Place at, JournalLine line, WindowClosed e) {
        rows.add(
                Tables.WINDOWS,
                account(line),
                e.getWindowEndMs(),
                e.getCalls(),
                e.getInputTokens(),
                e.getOutputTokens(),
                e.getGrossNanos(),
                e.getFeeNanos(),
                e.getNetNanos(),
                sum(e.getPayable()),
                Hex.of(e.getPayoutAddress()),
                e.getPayoutChainId(),
                line.getClockMs(),
                at.topic(),
                at.partition(),
                at.offset());
    }

    private void opened(Place at, JournalLine line, PayoutOpened e) {
        rows.add(
                Tables.PAYOUTS_FOLDED,
                account(line),
                e.getPayoutId(),
                e.getBatchId(),
                e.getWindowEndMs(),
                e.getChainId(),
                e.getAmountMicros(),
                Hex.of(e.getRecipient()),
                line.getClockMs(),
                null,
                null,
                null,
                at.topic(),
                at.partition(),
                at.offset());
    }

    private void closed(Place at, JournalLine line, PayoutClosed e) {
        rows.add(
                Tables.PAYOUTS_FOLDED,
                account(line),
                e.getPayoutId(),
                e.getBatchId(),
                null,
                e.getChainId(),
                e.getAmountMicros(),
                null,
                null,
                e.getStatus().name(),
                line.getClockMs(),
                Hex.ofNullable(e.getTransactionHash()),
                at.topic(),
                at.partition(),
                at.offset());
    }

    static long sum(List<Draw> draws) {
        long sum = 0;
        for (Draw draw : draws) {
            sum = Math.addExact(sum, draw.getAmountNanos());
        }
        return sum;
    }

    /** Whether it is the capture; anything else that is recorded after the lock is the void. */
    static boolean isCapture(EscrowStepRecorded e) {
        return e.getStep() == EscrowStep.CAPTURE;
    }
}
