package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.isMicros;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.EscrowLocked;
import io.fluxledger.rules.LedgerEntry.EscrowStepRecorded;
import io.fluxledger.rules.PayerInput.EscrowConfirmed;
import io.fluxledger.rules.PayerInput.EscrowFailed;
import java.util.ArrayList;
import java.util.List;

/** What the chain says of an intent in the escrow. */
final class EscrowRules {
    private EscrowRules() {}

    static Decision decide(PayerDecisions at, EscrowConfirmed in) {
        if (!isMicros(in.amountMicros()) || in.feeMicros() < 0 || in.feeMicros() > in.amountMicros()) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        Intent intent = at.store().intent(in.payer(), in.intentId());
        if (intent == null) {
            return reject(RejectionReason.UNKNOWN_INTENT);
        }
        if (intent.funding() != Funding.ESCROW || intent.draws().getFirst().chainId() != in.chainId()) {
            return reject(RejectionReason.UNEXPECTED_INPUT);
        }
        return switch (in.step()) {
            case AUTHORIZE -> authorized(intent, in);
            case CAPTURE -> captured(at, intent, in);
            case VOID -> voided(intent, in);
        };
    }

    private static Decision authorized(Intent intent, EscrowConfirmed in) {
        if (intent.escrow().authorized()) {
            return already(intent.opened());
        }
        long nanos = Math.multiplyExact(in.amountMicros(), NANOS_PER_MICRO);
        if (nanos != intent.maxAmountNanos()) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        // Closed while the lock was on its way: the money is there, and goes straight back.
        AccountType holder =
                intent.status().isOpen() ? AccountType.PAYER_ESCROW_LOCKED : AccountType.PAYER_ESCROW_VOIDING;
        return Accepted.of(
                new EscrowLocked(in.intentId(), in.chainId(), in.amountMicros(), in.transactionHash()),
                new Posting(AccountType.ESCROW_ASSET, null, in.chainId(), -nanos),
                new Posting(holder, in.payer(), in.chainId(), nanos));
    }

    private static Decision captured(PayerDecisions at, Intent intent, EscrowConfirmed in) {
        if (intent.escrow().captured()) {
            return already(intent.closed());
        }
        if (!intent.escrow().authorized() || intent.capturedNanos() == 0) {
            return reject(RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        }
        long nanos = Math.multiplyExact(in.amountMicros(), NANOS_PER_MICRO);
        if (nanos != intent.capturedNanos()) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        long feeNanos = Math.multiplyExact(in.feeMicros(), NANOS_PER_MICRO);
        List<Posting> postings = new ArrayList<>();
        postings.add(new Posting(AccountType.ESCROW_CAPTURED, null, in.chainId(), -nanos));
        postings.add(new Posting(AccountType.ESCROW_ASSET, null, in.chainId(), nanos));
        if (feeNanos > 0) {
            postings.add(new Posting(AccountType.TREASURY, null, in.chainId(), -feeNanos));
            postings.add(new Posting(AccountType.PLATFORM_FEES, null, in.chainId(), feeNanos));
        }
        return new Accepted(
                List.of(new EscrowStepRecorded(
                        in.intentId(),
                        EscrowStep.CAPTURE,
                        TransferStatus.FINAL,
                        in.chainId(),
                        in.amountMicros(),
                        in.feeMicros(),
                        in.transactionHash(),
                        at.nextCharge())),
                postings);
    }

    private static Decision voided(Intent intent, EscrowConfirmed in) {
        if (intent.escrow().voided()) {
            return already(intent.closed());
        }
        long nanos = Math.multiplyExact(in.amountMicros(), NANOS_PER_MICRO);
        if (intent.status().isOpen() || !intent.escrow().authorized()) {
            return reject(RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        }
        if (nanos != intent.escrow().voidingNanos()) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        return Accepted.of(
                new EscrowStepRecorded(
                        in.intentId(),
                        EscrowStep.VOID,
                        TransferStatus.FINAL,
                        in.chainId(),
                        in.amountMicros(),
                        0,
                        in.transactionHash(),
                        0),
                new Posting(AccountType.PAYER_ESCROW_VOIDING, in.payer(), in.chainId(), -nanos),
                new Posting(AccountType.ESCROW_ASSET, null, in.chainId(), nanos));
    }

    static Decision decide(PayerDecisions at, EscrowFailed in) {
        Intent intent = at.store().intent(in.payer(), in.intentId());
        if (intent == null) {
            return reject(RejectionReason.UNKNOWN_INTENT);
        }
        if (intent.funding() != Funding.ESCROW || intent.draws().getFirst().chainId() != in.chainId()) {
            return reject(RejectionReason.UNEXPECTED_INPUT);
        }
        return switch (in.step()) {
            case AUTHORIZE -> authorizeFailed(intent, in);
            case CAPTURE -> captureFailed(intent, in);
            case VOID -> voidFailed(intent, in);
        };
    }

    private static Decision authorizeFailed(Intent intent, EscrowFailed in) {
        if (intent.escrow().authorized()) {
            return reject(RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        }
        return intent.status().isOpen()
                ? IntentRules.giveBack(intent, IntentStatus.REFUNDED, in.reason(), null)
                : already(intent.closed());
    }

    private static Decision captureFailed(Intent intent, EscrowFailed in) {
        if (intent.escrow().captured()) {
            return already(intent.closed());
        }
        if (!intent.escrow().authorized() || intent.capturedNanos() == 0) {
            return reject(RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        }
        // What could not be captured stays in the escrow for the payer, by void or by the payer's own reclaim.
        long nanos = intent.capturedNanos();
        return Accepted.of(
                failed(in, nanos / NANOS_PER_MICRO),
                new Posting(AccountType.ESCROW_CAPTURED, null, in.chainId(), -nanos),
                new Posting(AccountType.PAYER_ESCROW_VOIDING, in.payer(), in.chainId(), nanos));
    }

    private static Decision voidFailed(Intent intent, EscrowFailed in) {
        if (intent.escrow().voided()) {
            return already(intent.closed());
        }
        if (intent.status().isOpen()) {
            return reject(RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        }
        return Accepted.of(failed(in, 0));
    }

    private static EscrowStepRecorded failed(EscrowFailed in, long amountMicros) {
        return new EscrowStepRecorded(
                in.intentId(),
                in.step(),
                TransferStatus.RETURNED,
                in.chainId(),
                amountMicros,
                0,
                in.transactionHash(),
                0);
    }
}
