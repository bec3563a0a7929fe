package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.RejectionReason;
import io.fluxledger.rules.SuspenseResolution;
import io.fluxledger.testkit.oracle.PayerState.Deposit;
import io.fluxledger.testkit.oracle.PayerState.DepositStatus;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Section 5 of the rules: deposits and suspense. */
final class OracleDeposits {
    private final Frame frame;
    private final PayerState state;

    OracleDeposits(Frame frame, PayerState state) {
        this.frame = frame;
        this.state = state;
    }

    private @Nullable Deposit find(Address payer, DepositKey key) {
        return state.deposits.get(new PayerState.DepositId(payer, key));
    }

    private Deposit known(Address payer, DepositKey key) {
        Deposit deposit = find(payer, key);
        if (deposit == null) {
            throw Refusal.because(RejectionReason.UNKNOWN_DEPOSIT);
        }
        return deposit;
    }

    private void put(Address payer, DepositKey key, DepositStatus status, long amountNanos) {
        Deposit deposit = state.deposits.computeIfAbsent(new PayerState.DepositId(payer, key), id -> new Deposit());
        frame.visit("deposit " + (deposit.line == 0 ? "new" : deposit.status) + " to " + status);
        deposit.status = status;
        deposit.amountNanos = amountNanos;
        deposit.line = frame.line();
    }

    private static void checkAmount(long amountMicros) {
        Refusal.when(!Frame.wholePositiveMicros(amountMicros), RejectionReason.INVALID_AMOUNT);
    }

    private static boolean inSuspense(Deposit deposit) {
        return deposit.status == DepositStatus.SUSPENDED
                || deposit.status == DepositStatus.RETURNED
                || deposit.status == DepositStatus.PLATFORM;
    }

    void requested(PayerInput.DepositRequested input) {
        checkAmount(input.amountMicros());
        Deposit before = find(input.payer(), input.deposit());
        if (before != null) {
            PayerInput.DepositRequested request = before.request;
            boolean same = request == null
                    || (request.amountMicros() == input.amountMicros()
                            && request.validAfterS() == input.validAfterS()
                            && request.validBeforeS() == input.validBeforeS());
            Refusal.alreadyWhen(same, before.line);
            throw Refusal.because(RejectionReason.DEPOSIT_WITH_DIFFERENT_CONTENT);
        }
        Refusal.when(frame.clockMs() / 1000 >= input.validBeforeS(), RejectionReason.AUTHORIZATION_EXPIRED);
        put(input.payer(), input.deposit(), DepositStatus.REQUESTED, 0);
        known(input.payer(), input.deposit()).request = input;
    }

    void seen(PayerInput.DepositSeen input) {
        checkAmount(input.amountMicros());
        Deposit before = find(input.payer(), input.deposit());
        if (before != null) {
            boolean there = before.status == DepositStatus.SEEN || before.status == DepositStatus.CREDITED;
            Refusal.alreadyWhen(there, before.line);
            Refusal.when(inSuspense(before), RejectionReason.DEPOSIT_WITH_DIFFERENT_CONTENT);
        }
        put(input.payer(), input.deposit(), DepositStatus.SEEN, 0);
    }

    void credited(PayerInput.CreditsDeposited input) {
        checkAmount(input.amountMicros());
        long amount = input.amountMicros() * 1000;
        Deposit before = find(input.payer(), input.deposit());
        if (before != null) {
            boolean credited = before.status == DepositStatus.CREDITED;
            Refusal.alreadyWhen(credited && before.amountNanos == amount, before.line);
            Refusal.when(credited || inSuspense(before), RejectionReason.DEPOSIT_WITH_DIFFERENT_CONTENT);
        }
        frame.post(AccountType.TREASURY, null, input.deposit().chainId(), -amount);
        frame.credit(Party.PAYER, input.payer(), input.deposit().chainId(), amount);
        frame.commit();
        put(input.payer(), input.deposit(), DepositStatus.CREDITED, amount);
    }

    void failed(PayerInput.DepositFailed input) {
        Deposit before = known(input.payer(), input.deposit());
        Refusal.alreadyWhen(before.status == DepositStatus.FAILED, before.line);
        Refusal.when(before.status == DepositStatus.CREDITED, RejectionReason.DEPOSIT_ALREADY_CREDITED);
        Refusal.when(inSuspense(before), RejectionReason.UNEXPECTED_INPUT);
        put(input.payer(), input.deposit(), DepositStatus.FAILED, 0);
    }

    void unmatched(PayerInput.TransferUnmatched input) {
        checkAmount(input.amountMicros());
        long amount = input.amountMicros() * 1000;
        Deposit before = find(input.payer(), input.deposit());
        if (before != null && before.status != DepositStatus.REVOKED) {
            boolean same = before.status == DepositStatus.SUSPENDED && before.amountNanos == amount;
            Refusal.alreadyWhen(same, before.line);
            throw Refusal.because(RejectionReason.DEPOSIT_WITH_DIFFERENT_CONTENT);
        }
        frame.post(AccountType.TREASURY, null, input.deposit().chainId(), -amount);
        frame.post(AccountType.SUSPENSE, null, input.deposit().chainId(), amount);
        frame.commit();
        put(input.payer(), input.deposit(), DepositStatus.SUSPENDED, amount);
    }

    void resolved(PayerInput.SuspenseResolved input) {
        Deposit before = known(input.payer(), input.deposit());
        boolean credit = input.resolution() == SuspenseResolution.CREDIT;
        boolean ours = input.resolution() == SuspenseResolution.PLATFORM;
        DepositStatus wanted = credit ? DepositStatus.CREDITED : ours ? DepositStatus.PLATFORM : DepositStatus.RETURNED;
        Refusal.alreadyWhen(before.status == wanted, before.line);
        Refusal.when(before.status == DepositStatus.CREDITED, RejectionReason.DEPOSIT_ALREADY_CREDITED);
        Refusal.when(before.status != DepositStatus.SUSPENDED, RejectionReason.UNEXPECTED_INPUT);
        long chain = input.deposit().chainId();
        frame.post(AccountType.SUSPENSE, null, chain, -before.amountNanos);
        if (credit) {
            frame.credit(Party.PAYER, input.payer(), chain, before.amountNanos);
        } else if (ours) {
            frame.post(AccountType.PLATFORM_FUNDS, null, chain, before.amountNanos);
        } else {
            frame.post(AccountType.TREASURY, null, chain, before.amountNanos);
        }
        frame.commit();
        put(input.payer(), input.deposit(), wanted, before.amountNanos);
    }

    void revoked(PayerInput.DepositRevoked input) {
        Deposit before = known(input.payer(), input.deposit());
        Refusal.alreadyWhen(before.status == DepositStatus.REVOKED, before.line);
        boolean spendable = before.status == DepositStatus.CREDITED || before.status == DepositStatus.RETURNED;
        boolean ours = before.status == DepositStatus.PLATFORM;
        boolean revocable =
                spendable || ours || before.status == DepositStatus.SEEN || before.status == DepositStatus.SUSPENDED;
        Refusal.when(!revocable, RejectionReason.UNEXPECTED_INPUT);
        long chain = input.deposit().chainId();
        if (spendable) {
            frame.post(AccountType.TREASURY, null, chain, before.amountNanos);
            frame.take(Party.PAYER, input.payer(), chain, BigInteger.valueOf(before.amountNanos));
        } else if (ours) {
            frame.post(AccountType.PLATFORM_FUNDS, null, chain, -before.amountNanos);
            frame.post(AccountType.TREASURY, null, chain, before.amountNanos);
        } else if (before.status == DepositStatus.SUSPENDED) {
            frame.post(AccountType.SUSPENSE, null, chain, -before.amountNanos);
            frame.post(AccountType.TREASURY, null, chain, before.amountNanos);
        }
        frame.commit();
        put(input.payer(), input.deposit(), DepositStatus.REVOKED, 0);
    }
}
