package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.isId;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.WithdrawalAdvanced;
import io.fluxledger.rules.LedgerEntry.WithdrawalClosed;
import io.fluxledger.rules.LedgerEntry.WithdrawalOpened;
import io.fluxledger.rules.PayerInput.WithdrawalConfirmed;
import io.fluxledger.rules.PayerInput.WithdrawalRequested;
import java.util.ArrayList;
import java.util.List;

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
        Withdrawal known = at.state().withdrawal(in.payer(), in.withdrawalId());
        if (known != null) {
            return known.content().equals(at.hashes().of(in))
                    ? already(known.line())
                    : reject(RejectionReason.WITHDRAWAL_WITH_DIFFERENT_CONTENT);
        }
        if (at.isNonceUsed(in.payer(), in.nonce())) {
            return reject(RejectionReason.NONCE_REUSED);
        }
        if (at.clockMs() >= in.validBeforeMs()) {
            return reject(RejectionReason.AUTHORIZATION_EXPIRED);
        }
        PayerAccount account = at.account();
        if (account == null) {
            return reject(RejectionReason.UNKNOWN_ACCOUNT);
        }
        if (account.isFrozen()) {
            return reject(RejectionReason.ACCOUNT_FROZEN);
        }
        if (account.balances().get(AccountType.PAYER_AVAILABLE, in.chainId()) < in.amountNanos()) {
            return reject(RejectionReason.INSUFFICIENT_CREDITS);
        }
        return Accepted.of(
                new WithdrawalOpened(
                        in.withdrawalId(),
                        in.chainId(),
                        in.amountNanos(),
                        in.recipient(),
                        in.validBeforeMs(),
                        in.nonce()),
                new Posting(AccountType.PAYER_AVAILABLE, in.payer(), in.chainId(), -in.amountNanos()),
                new Posting(AccountType.PAYER_WITHDRAWING, in.payer(), in.chainId(), in.amountNanos()));
    }

    static Decision decide(PayerDecisions at, WithdrawalConfirmed in) {
        Withdrawal known = at.state().withdrawal(in.payer(), in.withdrawalId());
        if (known == null) {
            return reject(RejectionReason.UNKNOWN_WITHDRAWAL);
        }
        if (known.chainId() != in.chainId()) {
            return reject(RejectionReason.UNEXPECTED_INPUT);
        }
        boolean open = known.status() == Withdrawal.Status.REQUESTED || known.status() == Withdrawal.Status.SUBMITTED;
        return switch (in.status()) {
            case SUBMITTED ->
                known.status() == Withdrawal.Status.REQUESTED
                        ? Accepted.of(advanced(known, in))
                        : already(known.line());
            case FINAL -> open ? paid(known, in) : repeated(known, Withdrawal.Status.FINAL);
            case RETURNED -> open ? returned(at, known, in) : repeated(known, Withdrawal.Status.RETURNED);
            case REVOKED -> {
                if (known.status() == Withdrawal.Status.FINAL) {
                    yield Accepted.of(
                            advanced(known, in),
                            new Posting(AccountType.TREASURY, null, known.chainId(), -known.amountNanos()),
                            new Posting(
                                    AccountType.PAYER_WITHDRAWING, in.payer(), known.chainId(), known.amountNanos()));
                }
                yield open ? already(known.line()) : reject(RejectionReason.WITHDRAWAL_ALREADY_CLOSED);
            }
        };
    }

    private static Decision repeated(Withdrawal known, Withdrawal.Status wanted) {
        return known.status() == wanted ? already(known.line()) : reject(RejectionReason.WITHDRAWAL_ALREADY_CLOSED);
    }

    private static WithdrawalAdvanced advanced(Withdrawal known, WithdrawalConfirmed in) {
        return new WithdrawalAdvanced(
                known.withdrawalId(), in.status(), known.chainId(), known.amountNanos(), in.transactionHash());
    }

    private static WithdrawalClosed closed(Withdrawal known, WithdrawalConfirmed in) {
        return new WithdrawalClosed(
                known.withdrawalId(), in.status(), known.chainId(), known.amountNanos(), in.transactionHash());
    }

    private static Decision paid(Withdrawal known, WithdrawalConfirmed in) {
        return Accepted.of(
                closed(known, in),
                new Posting(AccountType.PAYER_WITHDRAWING, in.payer(), known.chainId(), -known.amountNanos()),
                new Posting(AccountType.TREASURY, null, known.chainId(), known.amountNanos()));
    }

    private static Decision returned(PayerDecisions at, Withdrawal known, WithdrawalConfirmed in) {
        List<Posting> postings = new ArrayList<>(2);
        postings.add(new Posting(AccountType.PAYER_WITHDRAWING, in.payer(), known.chainId(), -known.amountNanos()));
        at.funds(in.payer()).credit(postings, known.chainId(), known.amountNanos());
        return new Accepted(List.of(closed(known, in)), postings);
    }
}
