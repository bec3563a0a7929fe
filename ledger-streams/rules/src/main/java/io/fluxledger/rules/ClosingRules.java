package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.IntentClosed;
import io.fluxledger.rules.PayerInput.RefundRequested;
import io.fluxledger.rules.PayerInput.SettlementRequested;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an intent ends: settled, refunded or expired. */
final class ClosingRules {
    private ClosingRules() {}

    /** Why an open intent takes no receipt and no settlement; null when it does. */
    static @Nullable RejectionReason unusable(PayerDecisions at, Intent intent) {
        if (!intent.status().isOpen()) {
            return RejectionReason.INTENT_ALREADY_CLOSED;
        }
        if (intent.status() == IntentStatus.PENDING) {
            return RejectionReason.INTENT_NOT_LOCKED;
        }
        return isPastDeadline(at, intent) ? RejectionReason.DEADLINE_PASSED : null;
    }

    private static boolean isPastDeadline(PayerDecisions at, Intent intent) {
        return at.clockMs() >= intent.effectiveDeadlineMs(at.head());
    }

    static Decision decide(PayerDecisions at, SettlementRequested in) {
        if (in.routeCostNanos() < 0) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        Intent intent = at.intent(in.payer(), in.intentId());
        if (intent == null) {
            ResolvedIntent closed = at.resolved(in.payer(), in.intentId());
            return closed(closed, in.provider(), in.requestedBy(), in.nonce(), closed != null && isSettled(closed));
        }
        Decision early = early(intent, in.provider(), in.requestedBy(), in.nonce(), isSettled(intent.status()));
        if (early != null) {
            return early;
        }
        RejectionReason unusable = unusable(at, intent);
        if (unusable != null) {
            return reject(unusable);
        }
        RejectionReason refused = refused(intent, in);
        return refused == null ? settle(at, intent, in) : reject(refused);
    }

    /** Who may settle, and for what. */
    private static @Nullable RejectionReason refused(Intent intent, SettlementRequested in) {
        boolean byProvider = in.requestedBy() == RequestedBy.PROVIDER;
        if (byProvider && intent.settledByGateway()) {
            return RejectionReason.SETTLED_BY_GATEWAY;
        }
        if (byProvider && intent.isHeld()) {
            return RejectionReason.INTENT_HELD;
        }
        long usedNanos = intent.usedNanos();
        if (usedNanos == 0) {
            return RejectionReason.NOTHING_USED;
        }
        if (in.routeCostNanos() == 0) {
            return null;
        }
        if (byProvider || !intent.crossesChains()) {
            return RejectionReason.UNSUPPORTED_MODE;
        }
        return in.routeCostNanos() > intent.maxAmountNanos() - usedNanos ? RejectionReason.USAGE_EXCEEDS_LOCK : null;
    }

    static Decision decide(PayerDecisions at, RefundRequested in) {
        Intent intent = at.intent(in.payer(), in.intentId());
        if (intent == null) {
            ResolvedIntent closed = at.resolved(in.payer(), in.intentId());
            return closed(closed, in.provider(), in.requestedBy(), in.nonce(), closed != null && !isSettled(closed));
        }
        Decision early = early(intent, in.provider(), in.requestedBy(), in.nonce(), isGivenBack(intent.status()));
        if (early != null) {
            return early;
        }
        RejectionReason unusable = unusable(at, intent);
        if (unusable != null && unusable != RejectionReason.INTENT_NOT_LOCKED) {
            return reject(unusable);
        }
        if (isPastDeadline(at, intent)) {
            return reject(RejectionReason.DEADLINE_PASSED);
        }
        return giveBack(at, intent, IntentStatus.REFUNDED, in.reason().name(), in.nonce());
    }

    private static boolean isSettled(ResolvedIntent intent) {
        return isSettled(intent.status());
    }

    private static boolean isSettled(IntentStatus status) {
        return status == IntentStatus.SETTLED;
    }

    private static boolean isGivenBack(IntentStatus status) {
        return status == IntentStatus.REFUNDED || status == IntentStatus.EXPIRED;
    }

    /**
     * Only provider or gateway closes an intent: a payer that could would take back what was used before the receipt
     * arrives.
     */
    private static @Nullable Decision early(
            Intent intent, Address provider, RequestedBy by, @Nullable Bytes32 nonce, boolean isDone) {
        if (by == RequestedBy.PAYER || !intent.provider().equals(provider)) {
            return reject(RejectionReason.WRONG_PROVIDER);
        }
        if (isDone) {
            EscrowProgress escrow = intent.escrow();
            return already(escrow == null ? 0 : escrow.closed());
        }
        return nonce != null && intent.receipt(nonce) != null ? reject(RejectionReason.NONCE_REUSED) : null;
    }

    private static Decision closed(
            @Nullable ResolvedIntent intent,
            Address provider,
            RequestedBy by,
            @Nullable Bytes32 nonce,
            boolean isDone) {
        if (intent == null) {
            return reject(RejectionReason.UNKNOWN_INTENT);
        }
        if (by == RequestedBy.PAYER || !intent.provider().equals(provider)) {
            return reject(RejectionReason.WRONG_PROVIDER);
        }
        if (isDone) {
            return already(intent.closed());
        }
        return nonce != null && intent.receipt(Receipt.nonceKey(nonce)) != null
                ? reject(RejectionReason.NONCE_REUSED)
                : reject(RejectionReason.INTENT_ALREADY_CLOSED);
    }

    private static Decision settle(PayerDecisions at, Intent intent, SettlementRequested in) {
        return intent.funding() == Funding.ESCROW
                ? settleEscrow(at, intent, in.nonce())
                : settleCredits(at, intent, in.routeCostNanos(), in.nonce());
    }

    private static Decision settleEscrow(PayerDecisions at, Intent intent, @Nullable Bytes32 nonce) {
        List<Posting> postings = new ArrayList<>(4);
        // The contract captures whole micro-USDC; what it cannot express goes back to the payer.
        long capturedNanos = intent.usedNanos() - intent.usedNanos() % NANOS_PER_MICRO;
        long chainId = intent.firstDraw().chainId();
        long restNanos = intent.maxAmountNanos() - capturedNanos;
        postings.add(new Posting(AccountType.PAYER_ESCROW_LOCKED, intent.payer(), chainId, -intent.maxAmountNanos()));
        if (capturedNanos > 0) {
            postings.add(new Posting(AccountType.ESCROW_CAPTURED, null, chainId, capturedNanos));
        }
        if (restNanos > 0) {
            postings.add(new Posting(AccountType.PAYER_ESCROW_VOIDING, intent.payer(), chainId, restNanos));
        }
        return closed(
                at,
                intent,
                IntentStatus.SETTLED,
                positive(chainId, capturedNanos),
                positive(chainId, restNanos),
                null,
                0,
                nonce,
                postings,
                List.of());
    }

    private static Decision settleCredits(
            PayerDecisions at, Intent intent, long routeCostNanos, @Nullable Bytes32 nonce) {
        List<Posting> postings = new ArrayList<>(4);
        List<Draw> draws = intent.draws();
        List<Draw> captures = new ArrayList<>(draws.size());
        List<Draw> costs = routeCostNanos == 0 ? List.of() : new ArrayList<>(draws.size());
        List<Draw> refunds = new ArrayList<>(draws.size());
        long usedLeft = intent.usedNanos();
        long costLeft = routeCostNanos;
        for (Draw draw : draws) {
            long chainId = draw.chainId();
            long captured = Math.min(usedLeft, draw.amountNanos());
            long cost = Math.min(costLeft, draw.amountNanos() - captured);
            usedLeft -= captured;
            costLeft -= cost;
            postings.add(new Posting(AccountType.PAYER_LOCKED, intent.payer(), chainId, -draw.amountNanos()));
            if (captured > 0) {
                captures.add(new Draw(chainId, captured));
                postings.add(new Posting(AccountType.CLEARING, null, chainId, captured));
            }
            if (cost > 0) {
                costs.add(new Draw(chainId, cost));
                postings.add(new Posting(AccountType.CHAIN_COSTS, null, chainId, cost));
            }
            long restNanos = draw.amountNanos() - captured - cost;
            if (restNanos > 0) {
                refunds.add(new Draw(chainId, restNanos));
                giveBack(at, intent, postings, chainId, restNanos);
            }
        }
        return closed(
                at, intent, IntentStatus.SETTLED, captures, refunds, null, at.nextCharge(), nonce, postings, costs);
    }

    /** What was drawn on a chain and is not spent goes back there, or where the payer wants it. */
    private static void giveBack(
            PayerDecisions at, Intent intent, List<Posting> postings, long chainId, long amountNanos) {
        PayerAccount account = at.account();
        at.funds(intent.payer())
                .creditOn(postings, chainId, account == null ? 0 : account.refundChainId(), amountNanos);
    }

    /** The sweep's decision for an open intent whose deadline has been reached. */
    static Accepted expire(PayerDecisions at, Intent intent) {
        return giveBack(at, intent, IntentStatus.EXPIRED, "DEADLINE", null);
    }

    /** Closes an open intent without payment. */
    static Accepted giveBack(
            PayerDecisions at, Intent intent, IntentStatus status, @Nullable String reason, @Nullable Bytes32 nonce) {
        List<Posting> postings = new ArrayList<>(4);
        if (intent.status() == IntentStatus.PENDING) {
            // Nothing was posted yet; should the escrow lock still be mined, it is voided.
            return closed(at, intent, status, List.of(), List.of(), reason, 0, nonce, postings, List.of());
        }
        boolean escrow = intent.funding() == Funding.ESCROW;
        for (Draw draw : intent.draws()) {
            if (escrow) {
                postings.add(new Posting(
                        AccountType.PAYER_ESCROW_LOCKED, intent.payer(), draw.chainId(), -draw.amountNanos()));
                postings.add(new Posting(
                        AccountType.PAYER_ESCROW_VOIDING, intent.payer(), draw.chainId(), draw.amountNanos()));
            } else {
                postings.add(
                        new Posting(AccountType.PAYER_LOCKED, intent.payer(), draw.chainId(), -draw.amountNanos()));
                giveBack(at, intent, postings, draw.chainId(), draw.amountNanos());
            }
        }
        return closed(at, intent, status, List.of(), intent.draws(), reason, 0, nonce, postings, List.of());
    }

    private static Accepted closed(
            PayerDecisions at,
            Intent intent,
            IntentStatus status,
            List<Draw> captures,
            List<Draw> refunds,
            @Nullable String reason,
            long chargeSequence,
            @Nullable Bytes32 nonce,
            List<Posting> postings,
            List<Draw> routeCosts) {
        long forgetAtMs = Math.addExact(
                Math.max(at.clockMs(), intent.deadlineMs()), at.parameters().retentionMs());
        return new Accepted(
                List.of(new IntentClosed(
                        intent.intentId(),
                        status,
                        intent.funding(),
                        intent.payoutMode(),
                        intent.provider(),
                        intent.payoutChainId(),
                        captures,
                        refunds,
                        intent.inputTokens(),
                        intent.outputTokens(),
                        reason,
                        chargeSequence,
                        nonce,
                        forgetAtMs,
                        routeCosts)),
                postings);
    }

    private static List<Draw> positive(long chainId, long amountNanos) {
        return amountNanos == 0 ? List.of() : List.of(new Draw(chainId, amountNanos));
    }
}
