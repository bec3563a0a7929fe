package io.fluxledger.audit.project;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChargeTaken;
import io.fluxledger.events.DepositClosed;
import io.fluxledger.events.DepositCredited;
import io.fluxledger.events.DepositMined;
import io.fluxledger.events.DepositOpened;
import io.fluxledger.events.DepositTakenBack;
import io.fluxledger.events.DisputeClosed;
import io.fluxledger.events.DisputeOpened;
import io.fluxledger.events.DisputeTaken;
import io.fluxledger.events.Draw;
import io.fluxledger.events.EscrowLocked;
import io.fluxledger.events.EscrowStepRecorded;
import io.fluxledger.events.HoldChanged;
import io.fluxledger.events.InputSetAside;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.IntentHoldChanged;
import io.fluxledger.events.IntentOpened;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.ParametersSet;
import io.fluxledger.events.PartitionWindowClosed;
import io.fluxledger.events.PayoutAdvanced;
import io.fluxledger.events.PayoutClosed;
import io.fluxledger.events.PayoutMoved;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.ProviderTermsUpdated;
import io.fluxledger.events.ProviderUpdated;
import io.fluxledger.events.ReceiptRecorded;
import io.fluxledger.events.RefundChainSet;
import io.fluxledger.events.RefundCredited;
import io.fluxledger.events.RefundIssued;
import io.fluxledger.events.SessionClosed;
import io.fluxledger.events.SessionOpened;
import io.fluxledger.events.SuspenseClosed;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.TransferSuspended;
import io.fluxledger.events.TreasuryMoved;
import io.fluxledger.events.WindowClosed;
import io.fluxledger.events.WithdrawalAdvanced;
import io.fluxledger.events.WithdrawalClosed;
import io.fluxledger.events.WithdrawalOpened;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What the entries of a line do to the tables of intents, deposits, withdrawals, disputes, windows and payouts. */
final class EntryRows {
    private final RowBatch rows;
    private final DepositRows deposits;
    private final ProviderRows providers;

    EntryRows(RowBatch rows) {
        this.rows = rows;
        this.deposits = new DepositRows(rows);
        this.providers = new ProviderRows(rows);
    }

    void add(Place at, JournalLine line, int index, Object entry) {
        switch (entry) {
            case DepositOpened e -> deposits.add(at, line, account(line), e);
            case DepositMined e -> deposits.add(at, line, account(line), e);
            case DepositCredited e -> deposits.add(at, line, account(line), e);
            case DepositClosed e -> deposits.add(at, line, account(line), e);
            case DepositTakenBack e -> deposits.add(at, line, account(line), e);
            case TransferSuspended e -> deposits.add(at, line, account(line), e);
            case SuspenseClosed e -> deposits.add(at, line, account(line), e);
            case IntentOpened e -> opened(at, line, index, e);
            case EscrowLocked e -> changed(at, line, index, e, e.getIntentId(), new IntentChange(line).escrowLocked());
            case ReceiptRecorded e ->
                changed(at, line, index, e, e.getIntentId(), new IntentChange(line).used(e.getTotalUsedNanos()));
            case IntentClosed e -> changed(at, line, index, e, e.getIntentId(), new IntentChange(line).closed(e));
            case IntentHoldChanged e -> changed(at, line, index, e, e.getIntentId(), new IntentChange(line).held(e));
            case EscrowStepRecorded e -> changed(at, line, index, e, e.getIntentId(), new IntentChange(line).step(e));
            case WithdrawalOpened e -> opened(at, line, e);
            case WithdrawalAdvanced e -> advanced(at, line, e);
            case WithdrawalClosed e -> closed(at, line, e);
            case DisputeOpened e -> opened(at, line, index, e);
            case RefundCredited e -> credited(at, line, index, e);
            case HoldChanged e -> held(at, line, e);
            // These move no money; they are found in the line, and what they led to in the intents and payouts.
            case SessionOpened _, SessionClosed _, RefundChainSet _ -> {}
            default -> addOfProvider(at, line, index, entry);
        }
    }

    private void addOfProvider(Place at, JournalLine line, int index, Object entry) {
        switch (entry) {
            case ChargeTaken e -> {
                providers.add(at, line, index, account(line), e);
                event(at, line, index, e, Hex.of(e.getPayer()), e.getIntentId());
            }
            case DisputeTaken e -> {
                providers.add(at, line, account(line), e);
                event(at, line, index, e, Hex.of(e.getPayer()), e.getIntentId());
            }
            case DisputeClosed e -> {
                providers.add(at, line, account(line), e);
                event(at, line, index, e, Hex.of(e.getPayer()), e.getIntentId());
            }
            case RefundIssued e -> {
                providers.add(at, line, account(line), e);
                event(at, line, index, e, Hex.of(e.getPayer()), e.getIntentId());
            }
            case WindowClosed e -> providers.add(at, line, account(line), e);
            case PayoutOpened e -> providers.add(at, line, account(line), e);
            case PayoutMoved e -> providers.add(at, account(line), e);
            case TreasuryMoved e -> providers.add(at, line, account(line), e);
            case PayoutAdvanced e -> providers.add(at, account(line), e);
            case PayoutClosed e -> providers.add(at, line, account(line), e);
            case ProviderUpdated e -> providers.add(at, line, account(line), e);
            case ProviderTermsUpdated e -> providers.add(at, line, account(line), e);
            // These concern the partition alone and are found in the line.
            case ParametersSet _, PartitionWindowClosed _, InputSetAside _ -> {}
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

    private void opened(Place at, JournalLine line, int index, IntentOpened e) {
        rows.add(Tables.INTENTS, IntentChange.opening(at, line, account(line), e));
        event(at, line, index, e, account(line), e.getIntentId());
    }

    private void changed(
            Place at, JournalLine line, int index, SpecificRecord entry, String intentId, IntentChange change) {
        rows.add(Tables.INTENTS, change.row(account(line), intentId));
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

    private void advanced(Place at, JournalLine line, WithdrawalAdvanced e) {
        // What a reorganisation takes back is on its way again.
        withdrawal(
                at,
                line,
                e.getWithdrawalId(),
                TransferStatus.SUBMITTED,
                e.getChainId(),
                e.getAmountNanos(),
                Hex.ofNullable(e.getTransactionHash()),
                null);
    }

    private void closed(Place at, JournalLine line, WithdrawalClosed e) {
        withdrawal(
                at,
                line,
                e.getWithdrawalId(),
                e.getStatus(),
                e.getChainId(),
                e.getAmountNanos(),
                Hex.ofNullable(e.getTransactionHash()),
                line.getClockMs());
    }

    private void withdrawal(
            Place at,
            JournalLine line,
            String withdrawalId,
            TransferStatus status,
            long chainId,
            long amountNanos,
            @Nullable String transactionHash,
            @Nullable Long closedClockMs) {
        rows.add(
                Tables.WITHDRAWALS,
                account(line),
                withdrawalId,
                status.name(),
                chainId,
                amountNanos,
                null,
                transactionHash,
                null,
                closedClockMs,
                at.topic(),
                at.partition(),
                at.offset());
    }

    private void opened(Place at, JournalLine line, int index, DisputeOpened e) {
        rows.add(
                Tables.DISPUTES_OPENED,
                at.partition(),
                e.getChargeSequence(),
                account(line),
                e.getIntentId(),
                Hex.of(e.getProvider()),
                e.getAmountNanos(),
                e.getReason(),
                at.topic(),
                at.partition(),
                at.offset(),
                line.getClockMs());
        event(at, line, index, e, account(line), e.getIntentId());
    }

    private void credited(Place at, JournalLine line, int index, RefundCredited e) {
        rows.add(
                Tables.REFUNDS_CREDITED,
                e.getSourcePartition(),
                e.getSourceSequence(),
                Hex.of(e.getProvider()),
                account(line),
                e.getIntentId(),
                sum(e.getDraws()),
                at.topic(),
                at.partition(),
                at.offset(),
                line.getClockMs());
        event(at, line, index, e, account(line), e.getIntentId());
    }

    private void held(Place at, JournalLine line, HoldChanged e) {
        rows.add(
                Tables.HOLDS,
                at.topic(),
                at.partition(),
                e.getChainId(),
                e.getHeld() ? "HELD" : "RELEASED",
                e.getHeldMs(),
                e.getReason(),
                line.getClockMs(),
                at.offset());
    }

    static long sum(List<Draw> draws) {
        long sum = 0;
        for (Draw draw : draws) {
            sum = Math.addExact(sum, draw.getAmountNanos());
        }
        return sum;
    }
}
