package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.isMicros;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.EscrowProgress.Capture;
import io.fluxledger.rules.LedgerEntry.EscrowLocked;
import io.fluxledger.rules.LedgerEntry.EscrowStepRecorded;
import io.fluxledger.rules.PayerInput.EscrowConfirmed;
import io.fluxledger.rules.PayerInput.EscrowFailed;
import io.fluxledger.rules.PayerInput.EscrowRevoked;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the chain says of an intent in the escrow. */
final class EscrowRules {
    private EscrowRules() {}

    /** An intent of the payer in the escrow of that chain, or why there is none. */
    private record Found(@Nullable Intent intent, @Nullable EscrowProgress escrow, RejectionReason missing) {}

    private static Found find(PayerDecisions at, Address payer, String intentId, long chainId) {
        Intent intent = at.intent(payer, intentId);
        if (intent == null) {
            return new Found(
                    null,
                    null,
                    at.resolved(payer, intentId) == null
                            ? RejectionReason.UNKNOWN_INTENT
                            : RejectionReason.UNEXPECTED_INPUT);
        }
        boolean there = intent.escrow() != null && intent.firstDraw().chainId() == chainId;
        return new Found(there ? intent : null, there ? intent.escrow() : null, RejectionReason.UNEXPECTED_INPUT);
    }

    static Decision decide(PayerDecisions at, EscrowConfirmed in) {
        if (!isMicros(in.amountMicros()) || in.feeMicros() < 0 || in.feeMicros() > in.amountMicros()) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        Found found = find(at, in.payer(), in.intentId(), in.chainId());
        if (found.intent() == null || found.escrow() == null) {
            return reject(found.missing());
        }
        return switch (in.step()) {
            case AUTHORIZE -> authorized(found.intent(), found.escrow(), in);
            case CAPTURE -> captured(at, found.intent(), found.escrow(), in);
            case VOID -> voided(found.intent(), found.escrow(), in);
        };
    }

    private static Decision authorized(Intent intent, EscrowProgress escrow, EscrowConfirmed in) {
        if (escrow.authorized()) {
            return already(intent.opened());
        }
        long nanos = in.amountMicros() * NANOS_PER_MICRO;
        if (nanos != intent.maxAmountNanos()) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        List<Posting> postings = new ArrayList<>(3);
        postings.add(new Posting(AccountType.ESCROW_ASSET, null, in.chainId(), -nanos));
        hold(postings, intent, escrow, 1);
        return new Accepted(
                List.of(new EscrowLocked(in.intentId(), in.chainId(), in.amountMicros(), in.transactionHash())),
                postings);
    }

    /** What stands in the escrow, by what it is for: locked while open, afterwards what was settled and the rest. */
    private static void hold(List<Posting> postings, Intent intent, EscrowProgress escrow, int sign) {
        long chainId = intent.firstDraw().chainId();
        if (intent.status().isOpen()) {
            postings.add(new Posting(
                    AccountType.PAYER_ESCROW_LOCKED, intent.payer(), chainId, sign * intent.maxAmountNanos()));
            return;
        }
        long claimNanos = escrow.claimNanos();
        long restNanos = intent.maxAmountNanos() - claimNanos;
        if (claimNanos > 0) {
            postings.add(new Posting(AccountType.ESCROW_CAPTURED, null, chainId, sign * claimNanos));
        }
        if (restNanos > 0) {
            postings.add(new Posting(AccountType.PAYER_ESCROW_VOIDING, intent.payer(), chainId, sign * restNanos));
        }
    }

    private static Decision captured(PayerDecisions at, Intent intent, EscrowProgress escrow, EscrowConfirmed in) {
        if (escrow.capture() != Capture.OPEN) {
            return already(escrow.closed());
        }
        if (!escrow.authorized() || escrow.capturedNanos() == 0) {
            return reject(RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        }
        if (in.amountMicros() * NANOS_PER_MICRO != escrow.capturedNanos()) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        return new Accepted(
                List.of(step(
                        in.intentId(),
                        EscrowStep.CAPTURE,
                        TransferStatus.FINAL,
                        in.chainId(),
                        in.amountMicros(),
                        in.feeMicros(),
                        in.transactionHash(),
                        escrow.charged() ? 0 : at.nextCharge())),
                captures(intent, escrow.capturedNanos(), in.feeMicros() * NANOS_PER_MICRO));
    }

    /** A capture; with negative amounts its inverse. */
    private static List<Posting> captures(Intent intent, long capturedNanos, long feeNanos) {
        long chainId = intent.firstDraw().chainId();
        List<Posting> postings = new ArrayList<>(6);
        postings.add(new Posting(AccountType.ESCROW_CAPTURED, null, chainId, -capturedNanos));
        postings.add(new Posting(AccountType.ESCROW_ASSET, null, chainId, capturedNanos));
        if (feeNanos != 0) {
            postings.add(new Posting(AccountType.TREASURY, null, chainId, -feeNanos));
            postings.add(new Posting(AccountType.PLATFORM_FEES, null, chainId, feeNanos));
        }
        if (intent.payoutChainId() != chainId && capturedNanos != feeNanos) {
            // The contract paid the treasury, which owes it to the provider on its chain.
            postings.add(new Posting(AccountType.TREASURY, null, chainId, feeNanos - capturedNanos));
            postings.add(new Posting(AccountType.CLEARING, null, chainId, capturedNanos - feeNanos));
        }
        return postings;
    }

    private static Decision voided(Intent intent, EscrowProgress escrow, EscrowConfirmed in) {
        if (escrow.isVoided()) {
            return already(escrow.closed());
        }
        if (intent.status().isOpen() || !escrow.authorized() || escrow.claimNanos() > 0) {
            return reject(RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        }
        long nanos = in.amountMicros() * NANOS_PER_MICRO;
        if (nanos != escrow.voidingNanos()) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        return Accepted.of(
                step(
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
        Found found = find(at, in.payer(), in.intentId(), in.chainId());
        if (found.intent() == null || found.escrow() == null) {
            return reject(found.missing());
        }
        Intent intent = found.intent();
        EscrowProgress escrow = found.escrow();
        return switch (in.step()) {
            case AUTHORIZE -> {
                if (escrow.authorized()) {
                    yield reject(RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
                }
                yield intent.status().isOpen()
                        ? ClosingRules.giveBack(at, intent, IntentStatus.REFUNDED, in.reason(), null)
                        : already(escrow.closed());
            }
            case CAPTURE -> captureFailed(escrow, in);
            case VOID -> {
                if (escrow.isVoided()) {
                    yield already(escrow.closed());
                }
                yield intent.status().isOpen()
                        ? reject(RejectionReason.ESCROW_STEP_OUT_OF_ORDER)
                        : Accepted.of(failed(in, 0));
            }
        };
    }

    private static Decision captureFailed(EscrowProgress escrow, EscrowFailed in) {
        if (escrow.capture() != Capture.OPEN) {
            return already(escrow.closed());
        }
        if (!escrow.authorized() || escrow.capturedNanos() == 0) {
            return reject(RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        }
        // What could not be captured stays in the escrow for the payer, by void or by the payer's own reclaim.
        long nanos = escrow.capturedNanos();
        return Accepted.of(
                failed(in, nanos / NANOS_PER_MICRO),
                new Posting(AccountType.ESCROW_CAPTURED, null, in.chainId(), -nanos),
                new Posting(AccountType.PAYER_ESCROW_VOIDING, in.payer(), in.chainId(), nanos));
    }

    private static EscrowStepRecorded failed(EscrowFailed in, long amountMicros) {
        return step(
                in.intentId(),
                in.step(),
                TransferStatus.RETURNED,
                in.chainId(),
                amountMicros,
                0,
                in.transactionHash(),
                0);
    }

    static Decision decide(PayerDecisions at, EscrowRevoked in) {
        Found found = find(at, in.payer(), in.intentId(), in.chainId());
        if (found.intent() == null || found.escrow() == null) {
            return reject(found.missing());
        }
        Intent intent = found.intent();
        EscrowProgress escrow = found.escrow();
        boolean captured = escrow.capture() == Capture.DONE;
        // The last step first: the inverse of a step needs what that step left behind.
        boolean inOrder = switch (in.step()) {
            case AUTHORIZE -> escrow.authorized() && !captured && !escrow.isVoided();
            case CAPTURE -> captured && !escrow.isVoided();
            case VOID -> escrow.isVoided();
        };
        if (!inOrder) {
            return reject(RejectionReason.ESCROW_STEP_OUT_OF_ORDER);
        }
        List<Posting> postings = new ArrayList<>(4);
        long nanos = 0;
        long feeMicros = 0;
        switch (in.step()) {
            case AUTHORIZE -> {
                nanos = intent.maxAmountNanos();
                postings.add(new Posting(AccountType.ESCROW_ASSET, null, in.chainId(), nanos));
                hold(postings, intent, escrow, -1);
            }
            case CAPTURE -> {
                nanos = escrow.capturedNanos();
                feeMicros = escrow.feeMicros();
                postings.addAll(captures(intent, -nanos, -feeMicros * NANOS_PER_MICRO));
            }
            case VOID -> {
                nanos = escrow.voidedNanos();
                postings.add(new Posting(AccountType.PAYER_ESCROW_VOIDING, in.payer(), in.chainId(), nanos));
                postings.add(new Posting(AccountType.ESCROW_ASSET, null, in.chainId(), -nanos));
            }
        }
        return new Accepted(
                List.of(step(
                        in.intentId(),
                        in.step(),
                        TransferStatus.REVOKED,
                        in.chainId(),
                        nanos / NANOS_PER_MICRO,
                        feeMicros,
                        in.transactionHash(),
                        0)),
                postings);
    }

    private static EscrowStepRecorded step(
            String intentId,
            EscrowStep step,
            TransferStatus status,
            long chainId,
            long amountMicros,
            long feeMicros,
            @Nullable Bytes32 transactionHash,
            long chargeSequence) {
        return new EscrowStepRecorded(
                intentId, step, status, chainId, amountMicros, feeMicros, transactionHash, chargeSequence);
    }
}
