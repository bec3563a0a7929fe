package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.IntentHoldChanged;
import io.fluxledger.rules.PayerInput.IntentHeld;
import io.fluxledger.rules.PayerInput.IntentReleased;
import org.jspecify.annotations.Nullable;

/** Holds of single intents: a call is under review, and its deadline stands still. */
final class IntentHoldRules {
    private static final String RELEASED = "RELEASED";

    private IntentHoldRules() {}

    static Decision decide(PayerDecisions at, IntentHeld in) {
        Intent intent = at.intent(in.payer(), in.intentId());
        RejectionReason refused = refused(at, intent, in.payer(), in.intentId(), in.provider());
        if (refused != null || intent == null) {
            return reject(refused == null ? RejectionReason.UNKNOWN_INTENT : refused);
        }
        if (intent.isHeld()) {
            return already(0);
        }
        return at.clockMs() >= intent.effectiveDeadlineMs(at.head())
                ? reject(RejectionReason.DEADLINE_PASSED)
                : Accepted.of(new IntentHoldChanged(in.intentId(), true, intent.pausedMs(at.clockMs()), in.reason()));
    }

    static Decision decide(PayerDecisions at, IntentReleased in) {
        Intent intent = at.intent(in.payer(), in.intentId());
        RejectionReason refused = refused(at, intent, in.payer(), in.intentId(), in.provider());
        if (refused != null || intent == null) {
            return reject(refused == null ? RejectionReason.UNKNOWN_INTENT : refused);
        }
        return intent.isHeld()
                ? Accepted.of(new IntentHoldChanged(in.intentId(), false, intent.pausedMs(at.clockMs()), RELEASED))
                : already(0);
    }

    private static @Nullable RejectionReason refused(
            PayerDecisions at, @Nullable Intent intent, Address payer, String intentId, Address provider) {
        if (intent == null) {
            ResolvedIntent closed = at.resolved(payer, intentId);
            if (closed == null) {
                return RejectionReason.UNKNOWN_INTENT;
            }
            return closed.provider().equals(provider)
                    ? RejectionReason.INTENT_ALREADY_CLOSED
                    : RejectionReason.WRONG_PROVIDER;
        }
        if (!intent.provider().equals(provider)) {
            return RejectionReason.WRONG_PROVIDER;
        }
        if (!intent.status().isOpen()) {
            return RejectionReason.INTENT_ALREADY_CLOSED;
        }
        // What is in the escrow has a deadline that the chain keeps.
        return intent.funding() == Funding.ESCROW ? RejectionReason.UNSUPPORTED_MODE : null;
    }
}
