package io.fluxledger.rules;

import io.fluxledger.rules.EscrowProgress.Capture;
import io.fluxledger.rules.LedgerEntry.ChargeTaken;
import io.fluxledger.rules.LedgerEntry.DepositClosed;
import io.fluxledger.rules.LedgerEntry.DepositCredited;
import io.fluxledger.rules.LedgerEntry.DepositMined;
import io.fluxledger.rules.LedgerEntry.DepositOpened;
import io.fluxledger.rules.LedgerEntry.DepositTakenBack;
import io.fluxledger.rules.LedgerEntry.DisputeClosed;
import io.fluxledger.rules.LedgerEntry.DisputeOpened;
import io.fluxledger.rules.LedgerEntry.DisputeTaken;
import io.fluxledger.rules.LedgerEntry.EscrowLocked;
import io.fluxledger.rules.LedgerEntry.EscrowStepRecorded;
import io.fluxledger.rules.LedgerEntry.HoldChanged;
import io.fluxledger.rules.LedgerEntry.InputSetAside;
import io.fluxledger.rules.LedgerEntry.IntentClosed;
import io.fluxledger.rules.LedgerEntry.IntentHoldChanged;
import io.fluxledger.rules.LedgerEntry.IntentOpened;
import io.fluxledger.rules.LedgerEntry.ParametersSet;
import io.fluxledger.rules.LedgerEntry.PartitionWindowClosed;
import io.fluxledger.rules.LedgerEntry.PayoutAdvanced;
import io.fluxledger.rules.LedgerEntry.PayoutClosed;
import io.fluxledger.rules.LedgerEntry.PayoutMoved;
import io.fluxledger.rules.LedgerEntry.PayoutOpened;
import io.fluxledger.rules.LedgerEntry.ProviderTermsUpdated;
import io.fluxledger.rules.LedgerEntry.ProviderUpdated;
import io.fluxledger.rules.LedgerEntry.ReceiptRecorded;
import io.fluxledger.rules.LedgerEntry.RefundChainSet;
import io.fluxledger.rules.LedgerEntry.RefundCredited;
import io.fluxledger.rules.LedgerEntry.RefundIssued;
import io.fluxledger.rules.LedgerEntry.SessionClosed;
import io.fluxledger.rules.LedgerEntry.SessionOpened;
import io.fluxledger.rules.LedgerEntry.SuspenseClosed;
import io.fluxledger.rules.LedgerEntry.TransferSuspended;
import io.fluxledger.rules.LedgerEntry.TreasuryMoved;
import io.fluxledger.rules.LedgerEntry.WindowClosed;
import io.fluxledger.rules.LedgerEntry.WithdrawalAdvanced;
import io.fluxledger.rules.LedgerEntry.WithdrawalClosed;
import io.fluxledger.rules.LedgerEntry.WithdrawalOpened;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The only writer of payers' state. It knows no rules: what an entry says has happened. */
final class PayerApplier {
    /** Closed intents whose memory is freed with each that closes: more than one, so that it keeps up. */
    private static final int FORGET_PER_CLOSING = 2;

    private final PayerState state;
    private final ContentHash hashes;

    PayerApplier(PayerState state, ContentHash hashes) {
        this.state = state;
        this.hashes = hashes;
    }

    /** The account after the postings; throws ArithmeticException beyond 64 bits, writes nothing. */
    static PayerAccount post(PayerAccount account, Decision.Accepted accepted) {
        LineChain.checkZero(accepted.postings());
        PayerAccount posted = accepted.postings().isEmpty()
                ? account
                : account.withBalances(account.balances().plus(account.payer(), accepted.postings()));
        for (LedgerEntry entry : accepted.entries()) {
            if (entry instanceof IntentOpened opened && opened.funding() == Funding.CREDITS) {
                var _ = Math.addExact(account.openLockedNanos(), opened.maxAmountNanos());
            }
        }
        return posted;
    }

    /** What is locked is the sum of the open intents. */
    static void check(PayerAccount account) {
        long lockedNanos = account.balances().total(AccountType.PAYER_LOCKED);
        if (lockedNanos != account.openLockedNanos() || account.openIntents() < 0) {
            throw new CorruptionException("payer " + account.payer() + " has " + lockedNanos
                    + " nano-USDC locked, open intents hold " + account.openLockedNanos());
        }
    }

    /** @param line partition sequence of the line that the entry stands in */
    PayerAccount apply(PayerAccount account, LedgerEntry entry, long line, long clockMs) {
        Address payer = account.payer();
        switch (entry) {
            case IntentOpened e -> {
                return open(account, e, line, clockMs);
            }
            case ReceiptRecorded e -> {
                state.put(require(state.intent(payer, e.intentId(), clockMs), e)
                        .plus(new Receipt(
                                e.nonce(), e.usedNanos(), e.inputTokens(), e.outputTokens(), e.timestampMs(), line)));
            }
            case IntentClosed e -> {
                return close(account, e, line, clockMs);
            }
            case IntentHoldChanged e ->
                state.put(require(state.intent(payer, e.intentId(), clockMs), e).held(e.held(), e.pausedMs(), clockMs));
            case RefundChainSet e -> {
                return account.withRefundChain(e.chainId(), e.issuedAtMs());
            }
            case EscrowLocked e -> locked(require(state.intent(payer, e.intentId(), clockMs), e));
            case EscrowStepRecorded e -> step(require(state.intent(payer, e.intentId(), clockMs), e), e);
            case DepositOpened e ->
                state.put(new Deposit(
                        payer,
                        e.deposit(),
                        Deposit.Status.REQUESTED,
                        e.amountMicros(),
                        hashes.deposit(e.amountMicros(), e.validAfterS(), e.validBeforeS()),
                        line));
            case DepositMined e -> deposit(payer, e.deposit(), Deposit.Status.SEEN, e.amountMicros(), line);
            case DepositCredited e ->
                deposit(payer, e.deposit(), Deposit.Status.CREDITED, micros(e.amountNanos()), line);
            case TransferSuspended e ->
                deposit(payer, e.deposit(), Deposit.Status.SUSPENDED, micros(e.amountNanos()), line);
            case DepositClosed e -> changed(payer, e.deposit(), Deposit.Status.FAILED, e, line);
            case DepositTakenBack e -> changed(payer, e.deposit(), Deposit.Status.REVOKED, e, line);
            case SuspenseClosed e -> changed(payer, e.deposit(), Deposit.Status.of(e.resolution()), e, line);
            case WithdrawalOpened e -> withdraw(payer, e, line);
            case WithdrawalAdvanced e ->
                state.put(
                        require(state.withdrawal(payer, e.withdrawalId()), e).with(Withdrawal.Status.SUBMITTED, line));
            case WithdrawalClosed e -> {
                boolean paid = e.status() == TransferStatus.FINAL;
                state.put(require(state.withdrawal(payer, e.withdrawalId()), e)
                        .with(paid ? Withdrawal.Status.FINAL : Withdrawal.Status.RETURNED, line));
                return paid ? account.withWithdrawn() : account;
            }
            case DisputeOpened e ->
                state.put(new Dispute(
                        payer,
                        e.intentId(),
                        e.settled(),
                        hashes.nonceKey(payer, e.nonce()),
                        hashes.dispute(e.provider(), e.amountNanos(), e.reason(), e.nonce()),
                        line));
            case SessionOpened e -> state.put(granted(payer, e, line));
            case SessionClosed e ->
                state.put(require(state.session(payer, e.sessionKey(), clockMs), e)
                        .revokedBy(line));
            case RefundCredited e -> state.putRefundsTaken(e.sourcePartition(), e.sourceSequence());
            case ParametersSet _,
                    HoldChanged _,
                    InputSetAside _,
                    ChargeTaken _,
                    WindowClosed _,
                    PartitionWindowClosed _,
                    PayoutOpened _,
                    PayoutAdvanced _,
                    PayoutClosed _,
                    ProviderUpdated _,
                    ProviderTermsUpdated _,
                    PayoutMoved _,
                    TreasuryMoved _,
                    DisputeTaken _,
                    DisputeClosed _,
                    RefundIssued _ -> throw new CorruptionException("entry does not belong to a payer: " + entry);
        }
        return account;
    }

    private static long micros(long amountNanos) {
        return amountNanos / PayerDecisions.NANOS_PER_MICRO;
    }

    /** A deposit that the chain tells of; what its request said stays. */
    private void deposit(Address payer, DepositKey key, Deposit.Status status, long amountMicros, long line) {
        Deposit known = state.deposit(payer, key);
        Fingerprint content = known == null ? Deposit.UNREQUESTED : known.content();
        state.put(new Deposit(payer, key, status, amountMicros, content, line));
    }

    private void changed(Address payer, DepositKey key, Deposit.Status status, LedgerEntry entry, long line) {
        Deposit known = require(state.deposit(payer, key), entry);
        state.put(new Deposit(payer, key, status, known.amountMicros(), known.content(), line));
    }

    private void withdraw(Address payer, WithdrawalOpened e, long line) {
        state.put(new Withdrawal(
                payer,
                e.withdrawalId(),
                Withdrawal.Status.REQUESTED,
                e.chainId(),
                e.amountNanos(),
                hashes.nonceKey(payer, e.nonce()),
                hashes.withdrawal(e.chainId(), e.amountNanos(), e.recipient(), e.validBeforeMs(), e.nonce()),
                line));
    }

    private Session granted(Address payer, SessionOpened e, long line) {
        return new Session(
                payer,
                e.sessionKey(),
                e.limitNanos(),
                e.expiresMs(),
                e.chainId(),
                e.provider(),
                hashes.nonceKey(payer, e.nonce()),
                hashes.session(e.limitNanos(), e.expiresMs(), e.chainId(), e.provider(), e.nonce()),
                line,
                e.forgetAtMs(),
                0,
                0,
                0,
                0);
    }

    /** Counts the intent against its session; the session's own key, so that its intents share one object. */
    private @Nullable Address committed(Address payer, IntentOpened e, long clockMs) {
        Address sessionKey = e.sessionKey();
        if (sessionKey == null) {
            return null;
        }
        Session session = require(state.session(payer, sessionKey, clockMs), e);
        state.put(session.plus(e.maxAmountNanos()));
        return session.sessionKey();
    }

    private PayerAccount open(PayerAccount account, IntentOpened e, long line, long clockMs) {
        EscrowTerms escrow = e.escrow();
        state.open(Intent.of(
                new Intent.Terms(
                        account.payer(),
                        e.intentId(),
                        hashes.intentKey(account.payer(), e.intentId()),
                        state.provider(e.provider()),
                        e.funding(),
                        e.payoutMode(),
                        hashes.of(e),
                        hashes.nonceKey(account.payer(), e.nonce()),
                        e.maxAmountNanos(),
                        e.deadlineMs(),
                        e.payoutChainId(),
                        escrow == null ? e.draws() : List.of(new Draw(escrow.chainId(), e.maxAmountNanos())),
                        e.heldBeforeMs(),
                        line,
                        committed(account.payer(), e, clockMs),
                        e.settledByGateway()),
                e.status(),
                List.of(),
                escrow == null ? null : EscrowProgress.NONE));
        long lockedNanos = e.funding() == Funding.CREDITS ? e.maxAmountNanos() : 0;
        return account.withOpen(account.openIntents() + 1, account.openLockedNanos() + lockedNanos);
    }

    private PayerAccount close(PayerAccount account, IntentClosed e, long line, long clockMs) {
        Intent intent = require(state.intent(account.payer(), e.intentId(), clockMs), e);
        long capturedNanos = Draw.sum(e.captures());
        long refundedNanos = Draw.sum(e.refunds());
        long spentNanos = Math.addExact(capturedNanos, Draw.sum(e.routeCosts()));
        boolean held = intent.status() != IntentStatus.PENDING;
        if (held && Math.addExact(spentNanos, refundedNanos) != intent.maxAmountNanos()) {
            throw new CorruptionException("intent " + e.intentId() + " locked " + intent.maxAmountNanos()
                    + " nano-USDC, spent " + spentNanos + ", refunded " + refundedNanos);
        }
        Address sessionKey = intent.sessionKey();
        if (sessionKey != null) {
            Session session = require(state.session(account.payer(), sessionKey, clockMs), e);
            state.put(session.minus(intent.maxAmountNanos(), spentNanos));
        }
        EscrowProgress escrow = intent.escrow();
        if (escrow == null) {
            state.resolve(intent, e.status(), capturedNanos, line, e.forgetAtMs());
        } else {
            state.put(intent.with(
                    e.status(), escrow.closedBy(line, capturedNanos, held ? refundedNanos : 0, e.forgetAtMs())));
        }
        state.forgetResolved(clockMs, FORGET_PER_CLOSING);
        long lockedNanos = escrow == null ? intent.maxAmountNanos() : 0;
        return account.withOpen(account.openIntents() - 1, account.openLockedNanos() - lockedNanos);
    }

    private void locked(Intent intent) {
        EscrowProgress escrow = escrow(intent);
        state.put(
                intent.status().isOpen()
                        ? intent.with(IntentStatus.LOCKED, escrow.withAuthorized(true, 0))
                        : intent.with(
                                intent.status(),
                                escrow.withAuthorized(true, intent.maxAmountNanos() - escrow.claimNanos())));
    }

    private void step(Intent intent, EscrowStepRecorded e) {
        EscrowProgress escrow = escrow(intent);
        long nanos = e.amountMicros() * PayerDecisions.NANOS_PER_MICRO;
        IntentStatus status = intent.status();
        EscrowProgress next = switch (e.status()) {
            case FINAL ->
                switch (e.step()) {
                    case AUTHORIZE -> throw new CorruptionException("an authorization is no step: " + e);
                    case CAPTURE -> escrow.withCapture(Capture.DONE, e.feeMicros(), escrow.voidingNanos());
                    case VOID -> escrow.withVoided(0, nanos);
                };
            case RETURNED ->
                switch (e.step()) {
                    case AUTHORIZE -> escrow;
                    case CAPTURE -> escrow.withCapture(Capture.FAILED, 0, escrow.voidingNanos() + nanos);
                    // A failed void leaves the money in the escrow, where only the payer can take it.
                    case VOID -> escrow;
                };
            case REVOKED ->
                switch (e.step()) {
                    case AUTHORIZE -> {
                        status = status.isOpen() ? IntentStatus.PENDING : status;
                        yield escrow.withAuthorized(false, 0);
                    }
                    case CAPTURE -> escrow.withCapture(Capture.OPEN, 0, escrow.voidingNanos());
                    case VOID -> escrow.withVoided(nanos, 0);
                };
            case SUBMITTED -> throw new CorruptionException("a step on its way is no step: " + e);
        };
        state.put(intent.with(status, next));
    }

    private static EscrowProgress escrow(Intent intent) {
        EscrowProgress escrow = intent.escrow();
        if (escrow == null) {
            throw new CorruptionException("an escrow step of an intent that is not in the escrow: " + intent);
        }
        return escrow;
    }

    private static <T> T require(@Nullable T known, LedgerEntry entry) {
        if (known == null) {
            throw new CorruptionException("entry without the state that it changes: " + entry);
        }
        return known;
    }
}
