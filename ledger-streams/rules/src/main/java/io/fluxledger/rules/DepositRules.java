package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.isMicros;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.DepositClosed;
import io.fluxledger.rules.LedgerEntry.DepositCredited;
import io.fluxledger.rules.LedgerEntry.DepositMined;
import io.fluxledger.rules.LedgerEntry.DepositOpened;
import io.fluxledger.rules.LedgerEntry.DepositTakenBack;
import io.fluxledger.rules.LedgerEntry.SuspenseClosed;
import io.fluxledger.rules.LedgerEntry.TransferSuspended;
import io.fluxledger.rules.PayerInput.CreditsDeposited;
import io.fluxledger.rules.PayerInput.DepositFailed;
import io.fluxledger.rules.PayerInput.DepositRequested;
import io.fluxledger.rules.PayerInput.DepositRevoked;
import io.fluxledger.rules.PayerInput.DepositSeen;
import io.fluxledger.rules.PayerInput.SuspenseResolved;
import io.fluxledger.rules.PayerInput.TransferUnmatched;
import java.util.ArrayList;
import java.util.List;

/** Deposits: requested, seen on chain, credited, taken back by a reorganisation; and transfers that match none. */
final class DepositRules {
    private DepositRules() {}

    static Decision decide(PayerDecisions at, DepositRequested in) {
        if (!isMicros(in.amountMicros())) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        Deposit known = at.state().deposit(in.payer(), in.deposit());
        if (known != null) {
            return known.content().equals(Deposit.UNREQUESTED)
                            || known.content().equals(at.hashes().of(in))
                    ? already(known.line())
                    : reject(RejectionReason.DEPOSIT_WITH_DIFFERENT_CONTENT);
        }
        if (at.clockMs() / 1000 >= in.validBeforeS()) {
            return reject(RejectionReason.AUTHORIZATION_EXPIRED);
        }
        return Accepted.of(new DepositOpened(
                in.deposit(), in.amountMicros(), in.validAfterS(), in.validBeforeS(), in.signature()));
    }

    static Decision decide(PayerDecisions at, DepositSeen in) {
        if (!isMicros(in.amountMicros())) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        Deposit known = at.state().deposit(in.payer(), in.deposit());
        Accepted seen = Accepted.of(new DepositMined(in.deposit(), in.amountMicros(), in.transactionHash()));
        if (known == null) {
            return seen;
        }
        return switch (known.status()) {
            case SEEN, CREDITED -> already(known.line());
            case SUSPENDED, RETURNED, PLATFORM -> reject(RejectionReason.DEPOSIT_WITH_DIFFERENT_CONTENT);
            case REQUESTED, FAILED, REVOKED -> seen;
        };
    }

    static Decision decide(PayerDecisions at, CreditsDeposited in) {
        if (!isMicros(in.amountMicros())) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        Deposit known = at.state().deposit(in.payer(), in.deposit());
        if (known != null) {
            switch (known.status()) {
                case CREDITED -> {
                    return known.amountMicros() == in.amountMicros()
                            ? already(known.line())
                            : reject(RejectionReason.DEPOSIT_WITH_DIFFERENT_CONTENT);
                }
                case SUSPENDED, RETURNED, PLATFORM -> {
                    return reject(RejectionReason.DEPOSIT_WITH_DIFFERENT_CONTENT);
                }
                case REQUESTED, SEEN, FAILED, REVOKED -> {
                    // The chain has the last word.
                }
            }
        }
        long nanos = in.amountMicros() * NANOS_PER_MICRO;
        List<Posting> postings = new ArrayList<>(2);
        postings.add(new Posting(AccountType.TREASURY, null, in.deposit().chainId(), -nanos));
        at.funds(in.payer()).credit(postings, in.deposit().chainId(), nanos);
        return new Accepted(List.of(new DepositCredited(in.deposit(), nanos, in.transactionHash())), postings);
    }

    static Decision decide(PayerDecisions at, DepositFailed in) {
        Deposit known = at.state().deposit(in.payer(), in.deposit());
        if (known == null) {
            return reject(RejectionReason.UNKNOWN_DEPOSIT);
        }
        return switch (known.status()) {
            case FAILED -> already(known.line());
            case CREDITED -> reject(RejectionReason.DEPOSIT_ALREADY_CREDITED);
            case SUSPENDED, RETURNED, PLATFORM -> reject(RejectionReason.UNEXPECTED_INPUT);
            case REQUESTED, SEEN, REVOKED -> Accepted.of(new DepositClosed(in.deposit(), in.reason()));
        };
    }

    static Decision decide(PayerDecisions at, TransferUnmatched in) {
        if (!isMicros(in.amountMicros())) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        Deposit known = at.state().deposit(in.payer(), in.deposit());
        if (known != null && known.status() != Deposit.Status.REVOKED) {
            return known.status() == Deposit.Status.SUSPENDED && known.amountMicros() == in.amountMicros()
                    ? already(known.line())
                    : reject(RejectionReason.DEPOSIT_WITH_DIFFERENT_CONTENT);
        }
        long nanos = in.amountMicros() * NANOS_PER_MICRO;
        long chainId = in.deposit().chainId();
        return Accepted.of(
                new TransferSuspended(in.deposit(), nanos, in.transactionHash()),
                new Posting(AccountType.TREASURY, null, chainId, -nanos),
                new Posting(AccountType.SUSPENSE, null, chainId, nanos));
    }

    static Decision decide(PayerDecisions at, SuspenseResolved in) {
        Deposit known = at.state().deposit(in.payer(), in.deposit());
        if (known == null) {
            return reject(RejectionReason.UNKNOWN_DEPOSIT);
        }
        if (known.status() == Deposit.Status.of(in.resolution())) {
            return already(known.line());
        }
        return switch (known.status()) {
            case SUSPENDED -> {
                long nanos = known.amountMicros() * NANOS_PER_MICRO;
                long chainId = in.deposit().chainId();
                List<Posting> postings = new ArrayList<>(2);
                postings.add(new Posting(AccountType.SUSPENSE, null, chainId, -nanos));
                switch (in.resolution()) {
                    case CREDIT -> at.funds(in.payer()).credit(postings, chainId, nanos);
                    case RETURN -> postings.add(new Posting(AccountType.TREASURY, null, chainId, nanos));
                    case PLATFORM -> postings.add(new Posting(AccountType.PLATFORM_FUNDS, null, chainId, nanos));
                }
                yield new Accepted(
                        List.of(new SuspenseClosed(in.deposit(), in.resolution(), nanos, in.transactionHash())),
                        postings);
            }
            case CREDITED -> reject(RejectionReason.DEPOSIT_ALREADY_CREDITED);
            case REQUESTED, SEEN, FAILED, RETURNED, PLATFORM, REVOKED -> reject(RejectionReason.UNEXPECTED_INPUT);
        };
    }

    static Decision decide(PayerDecisions at, DepositRevoked in) {
        Deposit known = at.state().deposit(in.payer(), in.deposit());
        if (known == null) {
            return reject(RejectionReason.UNKNOWN_DEPOSIT);
        }
        long nanos = known.amountMicros() * NANOS_PER_MICRO;
        long chainId = in.deposit().chainId();
        List<Posting> postings = new ArrayList<>(3);
        switch (known.status()) {
            case REVOKED -> {
                return already(known.line());
            }
            case REQUESTED, FAILED -> {
                return reject(RejectionReason.UNEXPECTED_INPUT);
            }
            case SEEN -> nanos = 0;
            case SUSPENDED -> {
                postings.add(new Posting(AccountType.SUSPENSE, null, chainId, -nanos));
                postings.add(new Posting(AccountType.TREASURY, null, chainId, nanos));
            }
            case PLATFORM -> {
                postings.add(new Posting(AccountType.PLATFORM_FUNDS, null, chainId, -nanos));
                postings.add(new Posting(AccountType.TREASURY, null, chainId, nanos));
            }
            case CREDITED, RETURNED -> {
                postings.add(new Posting(AccountType.TREASURY, null, chainId, nanos));
                at.funds(in.payer()).take(postings, chainId, nanos);
            }
        }
        return new Accepted(List.of(new DepositTakenBack(in.deposit(), nanos, in.transactionHash())), postings);
    }
}
