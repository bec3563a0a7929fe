package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.isId;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.WithdrawalClosed;
import io.fluxledger.rules.LedgerEntry.WithdrawalOpened;
import io.fluxledger.rules.PayerInput.WithdrawalConfirmed;
import io.fluxledger.rules.PayerInput.WithdrawalRequested;

/** Withdrawals: credits wait in withdrawing until the chain has paid or refused. */
final class WithdrawalRules {
    private WithdrawalRules() {}

    static Decision decide(PayerDecisions at, WithdrawalRequested in) {
        if (!isId(in.withdrawalId())) {
            return reject(RejectionReason.INVALID_ID);
        }
        if (in.amountNanos() <= 0 || in.amountNanos() % NANOS_PER_MICRO != 0) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        Withdrawal known = at.store().withdrawal(in.payer(), in.withdrawalId());
        Bytes32 content = at.hashes().of(in);
        if (known != null) {
            return known.contentHash().equals(content)
                    ? already(known.line())
                    : reject(RejectionReason.WITHDRAWAL_WITH_DIFFERENT_CONTENT);
        }
        if (at.store().nonce(in.payer(), in.payer(), in.nonce()) != null) {
            return reject(RejectionReason.NONCE_REUSED);
        }
        if (at.clockMs() >= in.validBeforeMs()) {
            return reject(RejectionReason.AUTHORIZATION_EXPIRED);
        }
        PayerAccount account = at.store().account(in.payer());
        if (account == null) {
            return reject(RejectionReason.UNKNOWN_ACCOUNT);
        }
        if (account.balances().get(AccountType.PAYER_AVAILABLE, in.chainId()) < in.amountNanos()) {
            return reject(RejectionReason.INSUFFICIENT_CREDITS);
        }
        return Accepted.of(
                new WithdrawalOpened(
                        in.withdrawalId(), in.chainId(), in.amountNanos(), in.recipient(), in.nonce(), content),
                new Posting(AccountType.PAYER_AVAILABLE, in.payer(), in.chainId(), -in.amountNanos()),
                new Posting(AccountType.PAYER_WITHDRAWING, in.payer(), in.chainId(), in.amountNanos()));
    }

    static Decision decide(PayerDecisions at, WithdrawalConfirmed in) {
        Withdrawal known = at.store().withdrawal(in.payer(), in.withdrawalId());
        if (known == null) {
            return reject(RejectionReason.UNKNOWN_WITHDRAWAL);
        }
        if (in.status() == TransferStatus.SUBMITTED) {
            return reject(RejectionReason.UNEXPECTED_INPUT);
        }
        boolean paid = in.status() == TransferStatus.FINAL;
        if (known.status() != Withdrawal.Status.REQUESTED) {
            return paid == (known.status() == Withdrawal.Status.FINAL)
                    ? already(known.line())
                    : reject(RejectionReason.WITHDRAWAL_ALREADY_CLOSED);
        }
        long nanos = known.amountNanos();
        return Accepted.of(
                new WithdrawalClosed(in.withdrawalId(), in.status(), known.chainId(), nanos, in.transactionHash()),
                new Posting(AccountType.PAYER_WITHDRAWING, in.payer(), known.chainId(), -nanos),
                paid
                        ? new Posting(AccountType.TREASURY, null, known.chainId(), nanos)
                        : new Posting(AccountType.PAYER_AVAILABLE, in.payer(), known.chainId(), nanos));
    }
}
