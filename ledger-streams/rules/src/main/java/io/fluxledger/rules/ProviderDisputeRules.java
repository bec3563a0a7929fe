package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.DisputeClosed;
import io.fluxledger.rules.LedgerEntry.DisputeTaken;
import io.fluxledger.rules.LedgerEntry.RefundIssued;
import io.fluxledger.rules.ProviderInput.DisputeDecided;
import io.fluxledger.rules.ProviderInput.DisputeFiled;
import io.fluxledger.rules.ProviderInput.ProviderRefunded;
import java.util.ArrayList;
import java.util.List;

/** What goes back to a payer after settlement: by a dispute that is upheld, or because the provider wants it so. */
final class ProviderDisputeRules {
    private ProviderDisputeRules() {}

    static Decision decide(ProviderDecisions at, DisputeFiled in) {
        if (in.sourceSequence() <= at.state().chargesTaken(in.sourcePartition())) {
            return already(0);
        }
        List<Draw> reserved = at.payable(at.account().payoutChainId(), in.amountNanos());
        List<Posting> postings = new ArrayList<>(reserved.size() * 2);
        for (Draw part : reserved) {
            postings.add(at.owned(AccountType.PROVIDER_PAYABLE, part.chainId(), -part.amountNanos()));
            postings.add(at.owned(AccountType.PROVIDER_DISPUTED, part.chainId(), part.amountNanos()));
        }
        return new Accepted(
                List.of(new DisputeTaken(
                        in.payer(),
                        in.intentId(),
                        in.amountNanos(),
                        reserved,
                        in.sourcePartition(),
                        in.sourceSequence())),
                postings);
    }

    static Decision decide(ProviderDecisions at, DisputeDecided in) {
        ProviderDispute known = at.state().dispute(in.sourcePartition(), in.sourceSequence());
        if (known == null
                || !known.provider().equals(in.provider())
                || !known.payer().equals(in.payer())
                || !known.intentId().equals(in.intentId())) {
            return reject(RejectionReason.UNKNOWN_DISPUTE);
        }
        if (in.upheldNanos() < 0 || in.upheldNanos() > known.amountNanos()) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        if (known.status() == ProviderDispute.Status.CLOSED) {
            return known.upheldNanos() == in.upheldNanos()
                    ? already(known.line())
                    : reject(RejectionReason.DISPUTE_ALREADY_CLOSED);
        }
        List<Posting> postings = new ArrayList<>();
        List<Draw> draws = uphold(at, postings, known.reserved(), in.upheldNanos());
        return new Accepted(
                List.of(new DisputeClosed(
                        in.payer(),
                        in.intentId(),
                        in.sourcePartition(),
                        in.sourceSequence(),
                        in.upheldNanos(),
                        in.decidedBy(),
                        draws,
                        draws.isEmpty() ? 0 : at.nextRefund())),
                postings);
    }

    /** The reserve first, then what the provider has, then its debt; what is left of the reserve is the provider's again. */
    private static List<Draw> uphold(
            ProviderDecisions at, List<Posting> postings, List<Draw> reserved, long upheldNanos) {
        List<Draw> draws = new ArrayList<>(reserved.size() + 1);
        OwnerFunds funds = at.funds();
        long left = upheldNanos;
        for (Draw part : reserved) {
            long now = Math.min(left, part.amountNanos());
            left -= now;
            postings.add(at.owned(AccountType.PROVIDER_DISPUTED, part.chainId(), -part.amountNanos()));
            if (now > 0) {
                giveBack(postings, draws, part.chainId(), now);
            }
            funds.credit(postings, part.chainId(), part.amountNanos() - now);
        }
        if (left > 0) {
            long chainId = at.account().payoutChainId();
            funds.take(postings, chainId, left);
            giveBack(postings, draws, chainId, left);
        }
        return draws;
    }

    private static void giveBack(List<Posting> postings, List<Draw> draws, long chainId, long amountNanos) {
        postings.add(ProviderDecisions.system(AccountType.CLEARING, chainId, amountNanos));
        draws.add(new Draw(chainId, amountNanos));
    }

    static Decision decide(ProviderDecisions at, ProviderRefunded in) {
        if (in.amountNanos() <= 0) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        NonceUse use = at.state().nonce(in.provider(), in.nonce());
        if (use != null) {
            return use.content().equals(at.hashes().ofRefund(in.payer(), in.intentId(), in.amountNanos()))
                    ? already(use.line())
                    : reject(RejectionReason.NONCE_REUSED);
        }
        if (!at.isKnown()) {
            return reject(RejectionReason.UNKNOWN_PROVIDER);
        }
        if (in.amountNanos() > at.payableNanos()) {
            return reject(RejectionReason.INSUFFICIENT_PAYABLE);
        }
        List<Posting> postings = new ArrayList<>();
        List<Draw> draws = new ArrayList<>();
        for (Draw part : at.payable(at.account().payoutChainId(), in.amountNanos())) {
            postings.add(at.owned(AccountType.PROVIDER_PAYABLE, part.chainId(), -part.amountNanos()));
            giveBack(postings, draws, part.chainId(), part.amountNanos());
        }
        return new Accepted(
                List.of(new RefundIssued(in.payer(), in.intentId(), draws, in.nonce(), at.nextRefund())), postings);
    }
}
