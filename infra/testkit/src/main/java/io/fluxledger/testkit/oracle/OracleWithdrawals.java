package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.IntentStatus;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.RejectionReason;
import java.math.BigInteger;
import java.util.List;

/** Sections 5 and 6 of the rules: withdrawals, disputes, refunds after settlement. */
final class OracleWithdrawals {
    private final Frame frame;
    private final PayerState state;
    private final OracleIntents intents;

    OracleWithdrawals(Frame frame, PayerState state, OracleIntents intents) {
        this.frame = frame;
        this.state = state;
        this.intents = intents;
    }

    void requested(PayerInput.WithdrawalRequested input) {
        OracleIntents.checkId(input.withdrawalId());
        Refusal.when(input.amountNanos() <= 0 || input.amountNanos() % 1000 != 0, RejectionReason.INVALID_AMOUNT);
        PayerState.Id id = new PayerState.Id(input.payer(), input.withdrawalId());
        PayerState.Withdrawal before = state.withdrawals.get(id);
        if (before != null) {
            Refusal.alreadyWhen(content(before.request).equals(content(input)), before.line);
            throw Refusal.because(RejectionReason.WITHDRAWAL_WITH_DIFFERENT_CONTENT);
        }
        intents.checkNonce(input.payer(), input.nonce());
        Refusal.when(frame.clockMs() >= input.validBeforeMs(), RejectionReason.AUTHORIZATION_EXPIRED);
        Refusal.when(!frame.knows(input.payer()), RejectionReason.UNKNOWN_ACCOUNT);
        Refusal.when(frame.hasDebt(Party.PAYER, input.payer()), RejectionReason.ACCOUNT_FROZEN);
        BigInteger available = frame.balance(AccountType.PAYER_AVAILABLE, input.payer(), input.chainId());
        Refusal.when(
                BigInteger.valueOf(input.amountNanos()).compareTo(available) > 0, RejectionReason.INSUFFICIENT_CREDITS);
        frame.post(AccountType.PAYER_AVAILABLE, input.payer(), input.chainId(), -input.amountNanos());
        frame.post(AccountType.PAYER_WITHDRAWING, input.payer(), input.chainId(), input.amountNanos());
        frame.commit();
        state.withdrawals.put(id, new PayerState.Withdrawal(input, frame.line()));
    }

    private static List<Object> content(PayerInput.WithdrawalRequested input) {
        return List.of(input.chainId(), input.amountNanos(), input.recipient(), input.validBeforeMs(), input.nonce());
    }

    void confirmed(PayerInput.WithdrawalConfirmed input) {
        PayerState.Withdrawal withdrawal =
                state.withdrawals.get(new PayerState.Id(input.payer(), input.withdrawalId()));
        if (withdrawal == null) {
            throw Refusal.because(RejectionReason.UNKNOWN_WITHDRAWAL);
        }
        Refusal.when(withdrawal.request.chainId() != input.chainId(), RejectionReason.UNEXPECTED_INPUT);
        Transfers.check(withdrawal.status, input.status(), withdrawal.line, RejectionReason.WITHDRAWAL_ALREADY_CLOSED);
        Address payer = input.payer();
        long chain = input.chainId();
        long amount = withdrawal.request.amountNanos();
        switch (input.status()) {
            case SUBMITTED -> {}
            case FINAL -> {
                frame.post(AccountType.PAYER_WITHDRAWING, payer, chain, -amount);
                frame.post(AccountType.TREASURY, null, chain, amount);
            }
            case RETURNED -> {
                frame.post(AccountType.PAYER_WITHDRAWING, payer, chain, -amount);
                frame.credit(Party.PAYER, payer, chain, amount);
            }
            case REVOKED -> {
                frame.post(AccountType.TREASURY, null, chain, -amount);
                frame.post(AccountType.PAYER_WITHDRAWING, payer, chain, amount);
            }
        }
        frame.commit();
        withdrawal.status = Transfers.after(input.status());
        withdrawal.line = frame.line();
    }

    void disputed(PayerInput.DisputeRaised input) {
        Refusal.when(input.amountNanos() <= 0, RejectionReason.INVALID_AMOUNT);
        PayerState.Intent disputed = intents.remembered(input.payer(), input.intentId());
        PayerState.Settlement id =
                new PayerState.Settlement(input.payer(), input.intentId(), disputed == null ? 0 : disputed.closingLine);
        PayerState.Dispute before = state.disputes.get(id);
        if (before != null) {
            Refusal.alreadyWhen(content(before.input()).equals(content(input)), before.line());
            throw Refusal.because(RejectionReason.DISPUTE_WITH_DIFFERENT_CONTENT);
        }
        intents.checkNonce(input.payer(), input.nonce());
        PayerState.Intent intent = intents.known(input.payer(), input.intentId());
        Refusal.when(!input.provider().equals(intent.lock.provider()), RejectionReason.WRONG_PROVIDER);
        Refusal.when(intent.status != IntentStatus.SETTLED, RejectionReason.INTENT_NOT_SETTLED);
        Refusal.when(intent.lock.funding() == Funding.ESCROW, RejectionReason.DISPUTE_NOT_SUPPORTED);
        Refusal.when(input.amountNanos() > intent.capturedNanos, RejectionReason.DISPUTE_EXCEEDS_CAPTURE);
        state.disputes.put(id, new PayerState.Dispute(input, frame.line()));
        state.chargeSequence++;
        state.toProviders.add(new ProviderInput.DisputeFiled(
                Frame.NO_ID,
                input.provider(),
                input.payer(),
                input.intentId(),
                input.amountNanos(),
                input.reason(),
                frame.partition(),
                state.chargeSequence));
    }

    private static List<Object> content(PayerInput.DisputeRaised input) {
        return List.of(input.provider(), input.amountNanos(), input.reason(), input.nonce());
    }

    void refundReceived(PayerInput.ProviderRefundReceived input) {
        long taken = state.refundsTaken.getOrDefault(input.sourcePartition(), 0L);
        Refusal.alreadyWhen(input.sourceSequence() <= taken, 0);
        boolean positive = !input.draws().isEmpty() && input.draws().stream().allMatch(draw -> draw.amountNanos() > 0);
        Refusal.when(!positive, RejectionReason.INVALID_AMOUNT);
        for (Draw draw : input.draws()) {
            frame.post(AccountType.CLEARING, null, draw.chainId(), -draw.amountNanos());
            frame.credit(Party.PAYER, input.payer(), draw.chainId(), draw.amountNanos());
        }
        frame.commit();
        state.refundsTaken.put(input.sourcePartition(), input.sourceSequence());
    }
}
