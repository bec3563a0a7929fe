package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.DisputeOpened;
import io.fluxledger.rules.LedgerEntry.RefundCredited;
import io.fluxledger.rules.PayerInput.DisputeRaised;
import io.fluxledger.rules.PayerInput.ProviderRefundReceived;
import java.util.ArrayList;
import java.util.List;

/** What comes after settlement: a payer's dispute, and what a provider gives back. */
final class DisputeRules {
    private DisputeRules() {}

    static Decision decide(PayerDecisions at, DisputeRaised in) {
        if (in.amountNanos() <= 0) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        ResolvedIntent settled = at.resolved(in.payer(), in.intentId());
        Dispute known = settled == null ? null : at.state().dispute(in.payer(), settled.closed());
        if (known != null) {
            return known.content().equals(at.hashes().of(in))
                    ? already(known.line())
                    : reject(RejectionReason.DISPUTE_WITH_DIFFERENT_CONTENT);
        }
        if (at.isNonceUsed(in.payer(), in.nonce())) {
            return reject(RejectionReason.NONCE_REUSED);
        }
        if (settled != null) {
            if (!settled.provider().equals(in.provider())) {
                return reject(RejectionReason.WRONG_PROVIDER);
            }
            if (settled.status() != IntentStatus.SETTLED) {
                return reject(RejectionReason.INTENT_NOT_SETTLED);
            }
            return in.amountNanos() > settled.capturedNanos()
                    ? reject(RejectionReason.DISPUTE_EXCEEDS_CAPTURE)
                    : Accepted.of(new DisputeOpened(
                            in.intentId(),
                            in.provider(),
                            in.amountNanos(),
                            in.reason(),
                            in.nonce(),
                            settled.closed(),
                            at.nextCharge()));
        }
        Intent intent = at.intent(in.payer(), in.intentId());
        if (intent == null) {
            return reject(RejectionReason.UNKNOWN_INTENT);
        }
        if (!intent.provider().equals(in.provider())) {
            return reject(RejectionReason.WRONG_PROVIDER);
        }
        return reject(
                intent.status() == IntentStatus.SETTLED
                        ? RejectionReason.DISPUTE_NOT_SUPPORTED
                        : RejectionReason.INTENT_NOT_SETTLED);
    }

    static Decision decide(PayerDecisions at, ProviderRefundReceived in) {
        if (in.sourceSequence() <= at.state().refundsTaken(in.sourcePartition())) {
            return already(0);
        }
        if (in.draws().isEmpty() || in.draws().stream().anyMatch(d -> d.amountNanos() <= 0)) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        List<Posting> postings = new ArrayList<>(in.draws().size() * 2);
        OwnerFunds funds = at.funds(in.payer());
        for (Draw draw : in.draws()) {
            postings.add(new Posting(AccountType.CLEARING, null, draw.chainId(), -draw.amountNanos()));
            funds.credit(postings, draw.chainId(), draw.amountNanos());
        }
        return new Accepted(
                List.of(new RefundCredited(
                        in.provider(), in.intentId(), in.draws(), in.sourcePartition(), in.sourceSequence())),
                postings);
    }
}
