package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.isMicros;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.DepositClosed;
import io.fluxledger.rules.LedgerEntry.DepositCredited;
import io.fluxledger.rules.LedgerEntry.DepositOpened;
import io.fluxledger.rules.PayerInput.CreditsDeposited;
import io.fluxledger.rules.PayerInput.DepositFailed;
import io.fluxledger.rules.PayerInput.DepositRequested;

/** Deposits: requested, then seen on chain (or seen without a request), or failed. */
final class DepositRules {
    private DepositRules() {}

    static Decision decide(PayerDecisions at, DepositRequested in) {
        if (!isMicros(in.amountMicros())) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        Deposit known = at.store().deposit(in.payer(), in.deposit());
        if (known != null) {
            return known.contentHash().equals(at.hashes().of(in))
                            || known.contentHash().equals(Bytes32.ZERO)
                    ? already(known.line())
                    : reject(RejectionReason.DEPOSIT_WITH_DIFFERENT_CONTENT);
        }
        if (at.clockMs() / 1000 >= in.validBeforeS()) {
            return reject(RejectionReason.AUTHORIZATION_EXPIRED);
        }
        return Accepted.of(new DepositOpened(
                in.deposit(), in.amountMicros(), in.validAfterS(), in.validBeforeS(), in.signature()));
    }

    static Decision decide(PayerDecisions at, CreditsDeposited in) {
        if (!isMicros(in.amountMicros())) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        Deposit known = at.store().deposit(in.payer(), in.deposit());
        if (known != null && known.status() == Deposit.Status.CREDITED) {
            return known.amountMicros() == in.amountMicros()
                    ? already(known.line())
                    : reject(RejectionReason.DEPOSIT_WITH_DIFFERENT_CONTENT);
        }
        long nanos = Math.multiplyExact(in.amountMicros(), NANOS_PER_MICRO);
        long chainId = in.deposit().chainId();
        return Accepted.of(
                new DepositCredited(in.deposit(), nanos, in.transactionHash()),
                new Posting(AccountType.TREASURY, null, chainId, -nanos),
                new Posting(AccountType.PAYER_AVAILABLE, in.payer(), chainId, nanos));
    }

    static Decision decide(PayerDecisions at, DepositFailed in) {
        Deposit known = at.store().deposit(in.payer(), in.deposit());
        if (known == null) {
            return reject(RejectionReason.UNKNOWN_DEPOSIT);
        }
        return switch (known.status()) {
            case FAILED -> already(known.line());
            case CREDITED -> reject(RejectionReason.DEPOSIT_ALREADY_CREDITED);
            case REQUESTED -> Accepted.of(new DepositClosed(in.deposit(), in.reason()));
        };
    }
}
