package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.ChargeTaken;
import io.fluxledger.rules.LedgerEntry.PayoutOpened;
import io.fluxledger.rules.ProviderInput.UsageCharged;
import java.util.ArrayList;
import java.util.List;

/** Settled intents: the platform's fee, and what the provider gets. */
final class ProviderChargeRules {
    private static final String INSTANT_BATCH = "instant";

    private ProviderChargeRules() {}

    static Decision decide(ProviderDecisions at, UsageCharged in) {
        if (in.sourceSequence() <= at.state().chargesTaken(in.sourcePartition())) {
            return already(0);
        }
        if (in.charges().isEmpty() || in.charges().stream().anyMatch(c -> c.amountNanos() <= 0)) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        long grossNanos = Draw.sum(in.charges());
        return switch (in.funding()) {
            // The contract has taken its fee. What it paid to the provider is counted, not owed; what it paid to the
            // treasury, because the provider is on another chain, goes on from there.
            case ESCROW ->
                isOnward(in)
                        ? charge(at, in, grossNanos, in.escrowFeeNanos())
                        : Accepted.of(taken(in, grossNanos, in.escrowFeeNanos()));
            case CREDITS -> charge(at, in, grossNanos, feeNanos(at, grossNanos));
        };
    }

    private static boolean isOnward(UsageCharged in) {
        return in.charges().getFirst().chainId() != in.payoutChainId();
    }

    private static long feeNanos(ProviderDecisions at, long grossNanos) {
        return ProviderFee.of(
                        grossNanos,
                        at.head().parameters().providerFeePpm(),
                        at.account().feeRemainder())
                .feeNanos();
    }

    private static Accepted charge(ProviderDecisions at, UsageCharged in, long grossNanos, long feeNanos) {
        // The fee of an escrow is with the platform since the capture; only the rest is in clearing.
        boolean feeIsPosted = in.funding() == Funding.ESCROW;
        long paidNanos = isPaidAtOnce(at, in) ? wholeMicros(grossNanos - feeNanos) : 0;
        OwnerFunds funds = at.funds();
        List<Posting> postings = new ArrayList<>(3 * in.charges().size());
        List<Draw> sources = new ArrayList<>(in.charges().size());
        long feeLeft = feeNanos;
        long paidLeft = paidNanos;
        for (Draw charge : in.charges()) {
            long chainId = charge.chainId();
            long fee = Math.min(feeLeft, charge.amountNanos());
            long paid = Math.min(paidLeft, charge.amountNanos() - fee);
            feeLeft -= fee;
            paidLeft -= paid;
            long clearedNanos = feeIsPosted ? charge.amountNanos() - fee : charge.amountNanos();
            if (clearedNanos > 0) {
                postings.add(ProviderDecisions.system(AccountType.CLEARING, chainId, -clearedNanos));
            }
            if (fee > 0 && !feeIsPosted) {
                postings.add(ProviderDecisions.system(AccountType.PLATFORM_FEES, chainId, fee));
            }
            if (paid > 0) {
                postings.add(at.owned(AccountType.PROVIDER_IN_FLIGHT, chainId, paid));
                sources.add(new Draw(chainId, paid));
            }
            funds.credit(postings, chainId, charge.amountNanos() - fee - paid);
        }
        List<LedgerEntry> entries = new ArrayList<>(2);
        entries.add(taken(in, grossNanos, feeNanos));
        if (paidNanos > 0) {
            entries.add(new PayoutOpened(
                    payoutId(in),
                    INSTANT_BATCH,
                    0,
                    in.payoutChainId(),
                    paidNanos / NANOS_PER_MICRO,
                    sources,
                    at.account().payoutAddress(),
                    at.account().terms()));
        }
        return new Accepted(entries, postings);
    }

    /** Who owes something is not paid; nor does a payout take the place of one that was instructed under its id. */
    private static boolean isPaidAtOnce(ProviderDecisions at, UsageCharged in) {
        return in.payoutMode() == PayoutMode.INSTANT
                && !at.funds().isIndebted()
                && at.state().payout(in.provider(), payoutId(in)) == null;
    }

    /** What the chain can express; the rest stays payable. */
    private static long wholeMicros(long amountNanos) {
        return amountNanos - amountNanos % NANOS_PER_MICRO;
    }

    private static String payoutId(UsageCharged in) {
        return INSTANT_BATCH + ":" + in.sourcePartition() + ":" + in.sourceSequence();
    }

    private static ChargeTaken taken(UsageCharged in, long grossNanos, long feeNanos) {
        return new ChargeTaken(
                in.payer(),
                in.intentId(),
                in.funding(),
                in.payoutMode(),
                in.payoutChainId(),
                grossNanos,
                feeNanos,
                Math.subtractExact(grossNanos, feeNanos),
                in.inputTokens(),
                in.outputTokens(),
                in.sourcePartition(),
                in.sourceSequence());
    }
}
