package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowTerms;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.IntentStatus;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.RejectionReason;
import java.util.List;

/** Section 4 of the rules: what happens to escrow intents on chain. */
final class OracleEscrow {
    private final Frame frame;
    private final PayerState state;
    private final OracleIntents intents;
    private final OracleClosings closings;

    OracleEscrow(Frame frame, PayerState state, OracleIntents intents, OracleClosings closings) {
        this.frame = frame;
        this.state = state;
        this.intents = intents;
        this.closings = closings;
    }

    static EscrowTerms terms(PayerState.Intent intent) {
        EscrowTerms terms = intent.lock.escrow();
        if (terms == null) {
            throw new IllegalStateException("no escrow: " + intent.lock);
        }
        return terms;
    }

    private PayerState.Intent escrowIntent(Address payer, String intentId, long chainId) {
        PayerState.Intent intent = intents.known(payer, intentId);
        boolean fits = intent.lock.funding() == Funding.ESCROW && terms(intent).chainId() == chainId;
        Refusal.when(!fits, RejectionReason.UNEXPECTED_INPUT);
        return intent;
    }

    void confirmed(PayerInput.EscrowConfirmed input) {
        boolean feeFits = input.feeMicros() >= 0 && input.feeMicros() <= input.amountMicros();
        Refusal.when(!Frame.wholePositiveMicros(input.amountMicros()) || !feeFits, RejectionReason.INVALID_AMOUNT);
        PayerState.Intent intent = escrowIntent(input.payer(), input.intentId(), input.chainId());
        long amount = input.amountMicros() * 1000;
        switch (input.step()) {
            case AUTHORIZE -> authorized(intent, amount);
            case CAPTURE -> captured(intent, amount, input.feeMicros() * 1000);
            case VOID -> voided(intent, amount);
        }
    }

    private void authorized(PayerState.Intent intent, long amount) {
        Refusal.alreadyWhen(intent.authorized, intent.openingLine);
        Refusal.when(amount != intent.lock.maxAmountNanos(), RejectionReason.INVALID_AMOUNT);
        postAuthorization(intent, 1);
        frame.commit();
        intent.authorized = true;
        if (intent.open()) {
            intent.status = IntentStatus.LOCKED;
        }
    }

    private void postAuthorization(PayerState.Intent intent, int sign) {
        frame.visit("authorization " + sign + " " + intent.status + (intent.captureFailed ? " capture failed" : ""));
        long max = intent.lock.maxAmountNanos();
        long chain = terms(intent).chainId();
        Address payer = intent.lock.payer();
        frame.post(AccountType.ESCROW_ASSET, null, chain, -sign * max);
        if (intent.open()) {
            frame.post(AccountType.PAYER_ESCROW_LOCKED, payer, chain, sign * max);
        } else {
            frame.post(AccountType.ESCROW_CAPTURED, null, chain, sign * intent.stillCapturedNanos());
            frame.post(AccountType.PAYER_ESCROW_VOIDING, payer, chain, sign * intent.voidingNanos());
        }
    }

    private void captured(PayerState.Intent intent, long amount, long feeNanos) {
        Refusal.alreadyWhen(intent.captured || intent.captureFailed, intent.closingLine);
        Refusal.when(!intent.authorized || intent.capturedNanos == 0, RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        Refusal.when(amount != intent.capturedNanos, RejectionReason.INVALID_AMOUNT);
        postCapture(intent, feeNanos, 1);
        frame.commit();
        intent.captured = true;
        intent.captureFeeNanos = feeNanos;
        if (intent.charged) {
            frame.visit("captured again");
        } else {
            intent.charged = true;
            List<Draw> charges = List.of(new Draw(terms(intent).chainId(), amount));
            state.charge(intent, frame.partition(), charges, feeNanos);
        }
    }

    private void postCapture(PayerState.Intent intent, long feeNanos, int sign) {
        long chain = terms(intent).chainId();
        frame.post(AccountType.ESCROW_CAPTURED, null, chain, -sign * intent.capturedNanos);
        frame.post(AccountType.ESCROW_ASSET, null, chain, sign * intent.capturedNanos);
        frame.post(AccountType.TREASURY, null, chain, -sign * feeNanos);
        frame.post(AccountType.PLATFORM_FEES, null, chain, sign * feeNanos);
        if (intent.onward()) {
            frame.visit(sign > 0 ? "onward capture" : "onward capture revoked");
            long netNanos = intent.capturedNanos - feeNanos;
            frame.post(AccountType.TREASURY, null, chain, -sign * netNanos);
            frame.post(AccountType.CLEARING, null, chain, sign * netNanos);
        }
    }

    private void voided(PayerState.Intent intent, long amount) {
        Refusal.alreadyWhen(intent.voided, intent.closingLine);
        Refusal.when(
                intent.open() || !intent.authorized || intent.captureOutstanding(),
                RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        Refusal.when(amount != intent.voidingNanos(), RejectionReason.INVALID_AMOUNT);
        postVoid(intent, 1);
        frame.commit();
        intent.voided = true;
    }

    private void postVoid(PayerState.Intent intent, int sign) {
        long chain = terms(intent).chainId();
        frame.post(AccountType.PAYER_ESCROW_VOIDING, intent.lock.payer(), chain, -sign * intent.voidingNanos());
        frame.post(AccountType.ESCROW_ASSET, null, chain, sign * intent.voidingNanos());
    }

    void failed(PayerInput.EscrowFailed input) {
        PayerState.Intent intent = escrowIntent(input.payer(), input.intentId(), input.chainId());
        switch (input.step()) {
            case AUTHORIZE -> {
                Refusal.when(intent.authorized, RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
                Refusal.alreadyWhen(!intent.open(), intent.closingLine);
                closings.giveBack(intent, IntentStatus.REFUNDED);
            }
            case CAPTURE -> {
                Refusal.alreadyWhen(intent.captured || intent.captureFailed, intent.closingLine);
                Refusal.when(!intent.authorized || intent.capturedNanos == 0, RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
                long chain = terms(intent).chainId();
                frame.post(AccountType.ESCROW_CAPTURED, null, chain, -intent.capturedNanos);
                frame.post(AccountType.PAYER_ESCROW_VOIDING, input.payer(), chain, intent.capturedNanos);
                frame.commit();
                intent.captureFailed = true;
            }
            case VOID -> {
                Refusal.alreadyWhen(intent.voided, intent.closingLine);
                Refusal.when(intent.open(), RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
            }
        }
    }

    void revoked(PayerInput.EscrowRevoked input) {
        PayerState.Intent intent = escrowIntent(input.payer(), input.intentId(), input.chainId());
        boolean revocable = switch (input.step()) {
            case AUTHORIZE -> intent.authorized && !intent.captured && !intent.voided;
            case CAPTURE -> intent.captured && !intent.voided;
            case VOID -> intent.voided;
        };
        Refusal.when(!revocable, RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        switch (input.step()) {
            case AUTHORIZE -> {
                postAuthorization(intent, -1);
                frame.commit();
                intent.authorized = false;
                if (intent.open()) {
                    intent.status = IntentStatus.PENDING;
                }
            }
            case CAPTURE -> {
                postCapture(intent, intent.captureFeeNanos, -1);
                frame.commit();
                intent.captured = false;
            }
            case VOID -> {
                postVoid(intent, -1);
                frame.commit();
                intent.voided = false;
            }
        }
    }
}
