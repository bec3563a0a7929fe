package io.fluxledger.rules;

import io.fluxledger.rules.LedgerEntry.ChargeTaken;
import io.fluxledger.rules.LedgerEntry.DepositClosed;
import io.fluxledger.rules.LedgerEntry.DepositCredited;
import io.fluxledger.rules.LedgerEntry.DepositOpened;
import io.fluxledger.rules.LedgerEntry.EscrowLocked;
import io.fluxledger.rules.LedgerEntry.EscrowStepRecorded;
import io.fluxledger.rules.LedgerEntry.IntentClosed;
import io.fluxledger.rules.LedgerEntry.IntentOpened;
import io.fluxledger.rules.LedgerEntry.ParametersSet;
import io.fluxledger.rules.LedgerEntry.PartitionWindowClosed;
import io.fluxledger.rules.LedgerEntry.PayoutClosed;
import io.fluxledger.rules.LedgerEntry.PayoutOpened;
import io.fluxledger.rules.LedgerEntry.ProviderUpdated;
import io.fluxledger.rules.LedgerEntry.ReceiptRecorded;
import io.fluxledger.rules.LedgerEntry.WindowClosed;
import io.fluxledger.rules.LedgerEntry.WithdrawalClosed;
import io.fluxledger.rules.LedgerEntry.WithdrawalOpened;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The only writer of payers' state. It knows no rules: what an entry says has happened. */
final class PayerApplier {
    private final PayerStore store;
    private final ContentHash hashes = new ContentHash();

    PayerApplier(PayerStore store) {
        this.store = store;
    }

    /** Balances after the postings; throws ArithmeticException beyond 64 bits, writes nothing. */
    static PayerAccount post(PayerAccount account, List<Posting> postings) {
        LineChain.checkZero(postings);
        Balances balances = account.balances();
        for (Posting posting : postings) {
            if (posting.owner() == null) {
                continue;
            }
            if (!posting.owner().equals(account.payer())) {
                throw new CorruptionException("posting to " + posting.owner() + " in a line of " + account.payer());
            }
            balances = balances.plus(posting.account(), posting.chainId(), posting.amountNanos());
        }
        return account.withBalances(balances);
    }

    /** What is locked is the sum of the open intents. */
    static void check(PayerAccount account) {
        long lockedNanos = account.balances().total(AccountType.PAYER_LOCKED);
        if (lockedNanos != account.openLockedNanos() || account.openIntents() < 0) {
            throw new CorruptionException("payer " + account.payer() + " has " + lockedNanos
                    + " nano-USDC locked, open intents hold " + account.openLockedNanos());
        }
    }

    PayerAccount apply(PayerAccount account, LedgerEntry entry, LineRef line) {
        Address payer = account.payer();
        switch (entry) {
            case DepositOpened e ->
                store.put(new Deposit(
                        payer, e.deposit(), Deposit.Status.REQUESTED, e.amountMicros(), content(payer, line, e), line));
            case DepositCredited e -> {
                Deposit known = store.deposit(payer, e.deposit());
                long micros = e.amountNanos() / PayerDecisions.NANOS_PER_MICRO;
                Bytes32 content = known == null ? Bytes32.ZERO : known.contentHash();
                store.put(new Deposit(payer, e.deposit(), Deposit.Status.CREDITED, micros, content, line));
            }
            case DepositClosed e -> {
                Deposit known = require(store.deposit(payer, e.deposit()), entry);
                store.put(new Deposit(
                        payer, e.deposit(), Deposit.Status.FAILED, known.amountMicros(), known.contentHash(), line));
            }
            case IntentOpened e -> {
                return open(account, e, line);
            }
            case EscrowLocked e -> locked(require(store.intent(payer, e.intentId()), entry));
            case ReceiptRecorded e -> {
                store.put(require(store.intent(payer, e.intentId()), entry).plus(e));
                store.put(
                        payer, e.provider(), e.nonce(), new NonceUse(NonceUse.Purpose.RECEIPT, e.contentHash(), line));
            }
            case IntentClosed e -> {
                return close(account, e, line);
            }
            case EscrowStepRecorded e -> step(require(store.intent(payer, e.intentId()), entry), e);
            case WithdrawalOpened e -> {
                store.put(new Withdrawal(
                        payer,
                        e.withdrawalId(),
                        Withdrawal.Status.REQUESTED,
                        e.chainId(),
                        e.amountNanos(),
                        e.contentHash(),
                        line));
                store.put(payer, payer, e.nonce(), new NonceUse(NonceUse.Purpose.WITHDRAWAL, e.contentHash(), line));
            }
            case WithdrawalClosed e -> {
                Withdrawal known = require(store.withdrawal(payer, e.withdrawalId()), entry);
                boolean paid = e.status() == TransferStatus.FINAL;
                store.put(new Withdrawal(
                        payer,
                        e.withdrawalId(),
                        paid ? Withdrawal.Status.FINAL : Withdrawal.Status.RETURNED,
                        known.chainId(),
                        known.amountNanos(),
                        known.contentHash(),
                        line));
                return paid ? account.withWithdrawn() : account;
            }
            case ParametersSet _,
                    ChargeTaken _,
                    WindowClosed _,
                    PartitionWindowClosed _,
                    PayoutOpened _,
                    PayoutClosed _,
                    ProviderUpdated _ -> throw new CorruptionException("entry does not belong to a payer: " + entry);
        }
        return account;
    }

    private Bytes32 content(Address payer, LineRef line, DepositOpened e) {
        return hashes.of(new PayerInput.DepositRequested(
                line.inputId(),
                payer,
                e.deposit(),
                e.amountMicros(),
                e.validAfterS(),
                e.validBeforeS(),
                e.signature()));
    }

    private PayerAccount open(PayerAccount account, IntentOpened e, LineRef line) {
        List<Draw> draws =
                e.escrow() == null ? e.draws() : List.of(new Draw(e.escrow().chainId(), e.maxAmountNanos()));
        Intent intent = new Intent(
                account.payer(),
                e.intentId(),
                e.contentHash(),
                e.status(),
                e.funding(),
                e.payoutMode(),
                e.provider(),
                e.maxAmountNanos(),
                e.deadlineMs(),
                e.payoutChainId(),
                draws,
                0,
                0,
                0,
                0,
                line,
                null,
                EscrowProgress.NONE);
        store.put(intent);
        store.putDeadline(intent);
        store.put(
                account.payer(),
                account.payer(),
                e.nonce(),
                new NonceUse(NonceUse.Purpose.INTENT, e.contentHash(), line));
        long lockedNanos = e.funding() == Funding.CREDITS ? e.maxAmountNanos() : 0;
        return account.withOpen(account.openIntents() + 1, Math.addExact(account.openLockedNanos(), lockedNanos));
    }

    private void locked(Intent intent) {
        store.put(
                intent.status().isOpen()
                        ? intent.locked()
                        : intent.with(
                                intent.status(),
                                intent.escrow().withAuthorized().withVoiding(intent.maxAmountNanos())));
    }

    private PayerAccount close(PayerAccount account, IntentClosed e, LineRef line) {
        Intent intent = require(store.intent(account.payer(), e.intentId()), e);
        long capturedNanos = Draw.sum(e.captures());
        long refundedNanos = Draw.sum(e.refunds());
        boolean held = intent.status() != IntentStatus.PENDING;
        if (held && Math.addExact(capturedNanos, refundedNanos) != intent.maxAmountNanos()) {
            throw new CorruptionException("intent " + e.intentId() + " locked " + intent.maxAmountNanos()
                    + " nano-USDC, captured " + capturedNanos + ", refunded " + refundedNanos);
        }
        Intent closed = intent.closedBy(line, e.status(), capturedNanos);
        if (held && intent.funding() == Funding.ESCROW) {
            closed = closed.with(closed.status(), closed.escrow().withVoiding(refundedNanos));
        }
        store.put(closed);
        store.removeDeadline(intent);
        if (e.nonce() != null) {
            NonceUse.Purpose purpose =
                    e.status() == IntentStatus.SETTLED ? NonceUse.Purpose.SETTLEMENT : NonceUse.Purpose.REFUND;
            store.put(
                    account.payer(),
                    intent.provider(),
                    e.nonce(),
                    new NonceUse(purpose, hashes.ofIntent(e.intentId()), line));
        }
        long lockedNanos = intent.funding() == Funding.CREDITS ? intent.maxAmountNanos() : 0;
        return account.withOpen(account.openIntents() - 1, account.openLockedNanos() - lockedNanos);
    }

    private void step(Intent intent, EscrowStepRecorded e) {
        boolean done = e.status() == TransferStatus.FINAL;
        EscrowProgress next = switch (e.step()) {
            case AUTHORIZE -> intent.escrow();
            case CAPTURE ->
                done
                        ? intent.escrow().withCaptured()
                        : intent.escrow().withCaptured().withVoiding(intent.capturedNanos());
            // A failed void leaves the money in the escrow, where only the payer can take it.
            case VOID -> done ? intent.escrow().withVoided() : intent.escrow();
        };
        store.put(intent.with(intent.status(), next));
    }

    private static <T> T require(@Nullable T state, LedgerEntry entry) {
        if (state == null) {
            throw new CorruptionException("entry without the state that it changes: " + entry);
        }
        return state;
    }
}
