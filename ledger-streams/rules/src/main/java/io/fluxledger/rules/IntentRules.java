package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.isId;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.IntentClosed;
import io.fluxledger.rules.LedgerEntry.IntentOpened;
import io.fluxledger.rules.LedgerEntry.ReceiptRecorded;
import io.fluxledger.rules.PayerInput.IntentLocked;
import io.fluxledger.rules.PayerInput.RefundRequested;
import io.fluxledger.rules.PayerInput.SettlementRequested;
import io.fluxledger.rules.PayerInput.UsageReceipt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An intent's life in the ledger: lock, receipts, and one of settlement, refund and expiry. */
final class IntentRules {
    private IntentRules() {}

    static Decision decide(PayerDecisions at, IntentLocked in) {
        RejectionReason malformed = malformed(in);
        if (malformed != null) {
            return reject(malformed);
        }
        Intent known = at.store().intent(in.payer(), in.intentId());
        Bytes32 content = at.hashes().of(in);
        if (known != null) {
            return known.contentHash().equals(content)
                    ? already(known.opened())
                    : reject(RejectionReason.INTENT_WITH_DIFFERENT_CONTENT);
        }
        if (at.store().nonce(in.payer(), in.payer(), in.nonce()) != null) {
            return reject(RejectionReason.NONCE_REUSED);
        }
        PayerAccount account = at.store().account(in.payer());
        if (in.funding() == Funding.CREDITS && account == null) {
            return reject(RejectionReason.UNKNOWN_ACCOUNT);
        }
        if (in.deadlineMs() <= at.clockMs()) {
            return reject(RejectionReason.DEADLINE_PASSED);
        }
        if (in.deadlineMs() - at.clockMs() > at.parameters().maxIntentLifeMs()) {
            return reject(RejectionReason.DEADLINE_TOO_FAR);
        }
        IntentStatus status = in.funding() == Funding.CREDITS ? IntentStatus.LOCKED : IntentStatus.PENDING;
        List<Posting> postings = new ArrayList<>(in.draws().size() * 2);
        for (Draw draw : in.draws()) {
            if (account == null
                    || account.balances().get(AccountType.PAYER_AVAILABLE, draw.chainId()) < draw.amountNanos()) {
                return reject(RejectionReason.INSUFFICIENT_CREDITS);
            }
            move(postings, in.payer(), AccountType.PAYER_AVAILABLE, AccountType.PAYER_LOCKED, draw);
        }
        return new Accepted(
                List.of(new IntentOpened(
                        in.intentId(),
                        status,
                        in.funding(),
                        in.payoutMode(),
                        in.provider(),
                        in.maxAmountNanos(),
                        in.deadlineMs(),
                        in.payoutChainId(),
                        in.draws(),
                        in.nonce(),
                        content,
                        in.escrow())),
                postings);
    }

    private static @Nullable RejectionReason malformed(IntentLocked in) {
        if (!isId(in.intentId())) {
            return RejectionReason.INVALID_ID;
        }
        if (in.maxAmountNanos() <= 0) {
            return RejectionReason.INVALID_AMOUNT;
        }
        EscrowTerms terms = in.escrow();
        if (in.funding() == Funding.CREDITS) {
            return terms != null ? RejectionReason.UNSUPPORTED_MODE : malformedDraws(in);
        }
        if (terms == null
                || in.payoutMode() != PayoutMode.INSTANT
                || !terms.receiver().equals(in.provider())) {
            return RejectionReason.UNSUPPORTED_MODE;
        }
        if (in.maxAmountNanos() % NANOS_PER_MICRO != 0
                || terms.maxAmountMicros() != in.maxAmountNanos() / NANOS_PER_MICRO) {
            return RejectionReason.INVALID_AMOUNT;
        }
        return in.draws().isEmpty() ? null : RejectionReason.INVALID_DRAW;
    }

    private static @Nullable RejectionReason malformedDraws(IntentLocked in) {
        long sum = 0;
        for (int i = 0; i < in.draws().size(); i++) {
            Draw draw = in.draws().get(i);
            if (draw.amountNanos() <= 0 || draw.amountNanos() > in.maxAmountNanos() - sum) {
                return RejectionReason.INVALID_DRAW;
            }
            sum += draw.amountNanos();
            for (int j = 0; j < i; j++) {
                if (in.draws().get(j).chainId() == draw.chainId()) {
                    return RejectionReason.INVALID_DRAW;
                }
            }
        }
        return sum == in.maxAmountNanos() ? null : RejectionReason.INVALID_DRAW;
    }

    static Decision decide(PayerDecisions at, UsageReceipt in) {
        if (in.usedNanos() <= 0) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        if (in.inputTokens() < 0 || in.outputTokens() < 0) {
            return reject(RejectionReason.INVALID_USAGE);
        }
        Bytes32 content = at.hashes().of(in);
        NonceUse use = at.store().nonce(in.payer(), in.provider(), in.nonce());
        if (use != null) {
            if (use.purpose() != NonceUse.Purpose.RECEIPT) {
                return reject(RejectionReason.NONCE_REUSED);
            }
            return use.contentHash().equals(content)
                    ? already(use.line())
                    : reject(RejectionReason.RECEIPT_WITH_DIFFERENT_CONTENT);
        }
        Intent intent = at.store().intent(in.payer(), in.intentId());
        if (intent == null) {
            return reject(RejectionReason.UNKNOWN_INTENT);
        }
        if (!intent.provider().equals(in.provider())) {
            return reject(RejectionReason.WRONG_PROVIDER);
        }
        if (intent.payoutChainId() != in.payoutChainId()) {
            return reject(RejectionReason.WRONG_PAYOUT_CHAIN);
        }
        RejectionReason unusable = unusable(at, intent);
        if (unusable != null) {
            return reject(unusable);
        }
        if (in.usedNanos() > intent.maxAmountNanos() - intent.usedNanos()) {
            return reject(RejectionReason.USAGE_EXCEEDS_LOCK);
        }
        if (in.inputTokens() > Long.MAX_VALUE - intent.inputTokens()
                || in.outputTokens() > Long.MAX_VALUE - intent.outputTokens()) {
            return reject(RejectionReason.OVERFLOW);
        }
        return Accepted.of(new ReceiptRecorded(
                in.intentId(),
                in.provider(),
                in.usedNanos(),
                intent.usedNanos() + in.usedNanos(),
                in.inputTokens(),
                in.outputTokens(),
                in.nonce(),
                content));
    }

    private static @Nullable RejectionReason unusable(PayerDecisions at, Intent intent) {
        if (!intent.status().isOpen()) {
            return RejectionReason.INTENT_ALREADY_CLOSED;
        }
        if (intent.status() == IntentStatus.PENDING) {
            return RejectionReason.INTENT_NOT_LOCKED;
        }
        return at.clockMs() >= intent.deadlineMs() ? RejectionReason.DEADLINE_PASSED : null;
    }

    static Decision decide(PayerDecisions at, SettlementRequested in) {
        if (in.requestedBy() == RequestedBy.PAYER) {
            // A payer that could close an intent could take back what was used before the receipt arrives.
            return reject(RejectionReason.WRONG_PROVIDER);
        }
        Intent intent = at.store().intent(in.payer(), in.intentId());
        if (intent == null) {
            return reject(RejectionReason.UNKNOWN_INTENT);
        }
        if (!intent.provider().equals(in.provider())) {
            return reject(RejectionReason.WRONG_PROVIDER);
        }
        if (intent.status() == IntentStatus.SETTLED) {
            return already(intent.closed());
        }
        if (isNonceUsedElsewhere(at, in.payer(), in.provider(), in.nonce())) {
            return reject(RejectionReason.NONCE_REUSED);
        }
        RejectionReason unusable = unusable(at, intent);
        if (unusable != null) {
            return reject(unusable);
        }
        if (intent.usedNanos() == 0) {
            return reject(RejectionReason.NOTHING_USED);
        }
        return settle(at, intent, in.nonce());
    }

    private static Decision settle(PayerDecisions at, Intent intent, @Nullable Bytes32 nonce) {
        List<Posting> postings = new ArrayList<>();
        if (intent.funding() == Funding.ESCROW) {
            // The contract captures whole micro-USDC; what it cannot express goes back to the payer.
            long capturedNanos = intent.usedNanos() - intent.usedNanos() % NANOS_PER_MICRO;
            long chainId = intent.draws().getFirst().chainId();
            List<Draw> captures = positive(chainId, capturedNanos);
            List<Draw> refunds = positive(chainId, intent.maxAmountNanos() - capturedNanos);
            postings.add(
                    new Posting(AccountType.PAYER_ESCROW_LOCKED, intent.payer(), chainId, -intent.maxAmountNanos()));
            captures.forEach(
                    c -> postings.add(new Posting(AccountType.ESCROW_CAPTURED, null, c.chainId(), c.amountNanos())));
            refunds.forEach(r -> postings.add(
                    new Posting(AccountType.PAYER_ESCROW_VOIDING, intent.payer(), r.chainId(), r.amountNanos())));
            return closed(intent, IntentStatus.SETTLED, captures, refunds, null, 0, nonce, postings);
        }
        List<Draw> captures = new ArrayList<>(intent.draws().size());
        List<Draw> refunds = new ArrayList<>(intent.draws().size());
        long leftNanos = intent.usedNanos();
        for (Draw draw : intent.draws()) {
            long captured = Math.min(leftNanos, draw.amountNanos());
            leftNanos -= captured;
            postings.add(new Posting(AccountType.PAYER_LOCKED, intent.payer(), draw.chainId(), -draw.amountNanos()));
            if (captured > 0) {
                captures.add(new Draw(draw.chainId(), captured));
                postings.add(new Posting(AccountType.CLEARING, null, draw.chainId(), captured));
            }
            if (captured < draw.amountNanos()) {
                Draw rest = new Draw(draw.chainId(), draw.amountNanos() - captured);
                refunds.add(rest);
                postings.add(
                        new Posting(AccountType.PAYER_AVAILABLE, intent.payer(), rest.chainId(), rest.amountNanos()));
            }
        }
        return closed(intent, IntentStatus.SETTLED, captures, refunds, null, at.nextCharge(), nonce, postings);
    }

    static Decision decide(PayerDecisions at, RefundRequested in) {
        if (in.requestedBy() == RequestedBy.PAYER) {
            // A payer that could close an intent could take back what was used before the receipt arrives.
            return reject(RejectionReason.WRONG_PROVIDER);
        }
        Intent intent = at.store().intent(in.payer(), in.intentId());
        if (intent == null) {
            return reject(RejectionReason.UNKNOWN_INTENT);
        }
        if (!intent.provider().equals(in.provider())) {
            return reject(RejectionReason.WRONG_PROVIDER);
        }
        if (intent.status() == IntentStatus.REFUNDED || intent.status() == IntentStatus.EXPIRED) {
            return already(intent.closed());
        }
        if (isNonceUsedElsewhere(at, in.payer(), in.provider(), in.nonce())) {
            return reject(RejectionReason.NONCE_REUSED);
        }
        RejectionReason unusable = unusable(at, intent);
        if (unusable != null && unusable != RejectionReason.INTENT_NOT_LOCKED) {
            return reject(unusable);
        }
        return giveBack(intent, IntentStatus.REFUNDED, in.reason().name(), in.nonce());
    }

    /** The sweep's decision for an open intent whose deadline has been reached. */
    static Decision.Accepted expire(Intent intent) {
        return giveBack(intent, IntentStatus.EXPIRED, "DEADLINE", null);
    }

    /** Closes an open intent without payment. */
    static Decision.Accepted giveBack(
            Intent intent, IntentStatus status, @Nullable String reason, @Nullable Bytes32 nonce) {
        List<Posting> postings = new ArrayList<>();
        if (intent.status() == IntentStatus.PENDING) {
            // Nothing was posted yet; should the escrow lock still be mined, it is voided.
            return closed(intent, status, List.of(), List.of(), reason, 0, nonce, postings);
        }
        boolean escrow = intent.funding() == Funding.ESCROW;
        AccountType from = escrow ? AccountType.PAYER_ESCROW_LOCKED : AccountType.PAYER_LOCKED;
        AccountType to = escrow ? AccountType.PAYER_ESCROW_VOIDING : AccountType.PAYER_AVAILABLE;
        for (Draw draw : intent.draws()) {
            move(postings, intent.payer(), from, to, draw);
        }
        return closed(intent, status, List.of(), intent.draws(), reason, 0, nonce, postings);
    }

    private static Decision.Accepted closed(
            Intent intent,
            IntentStatus status,
            List<Draw> captures,
            List<Draw> refunds,
            @Nullable String reason,
            long chargeSequence,
            @Nullable Bytes32 nonce,
            List<Posting> postings) {
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
                        nonce)),
                postings);
    }

    private static boolean isNonceUsedElsewhere(
            PayerDecisions at, Address payer, Address signer, @Nullable Bytes32 nonce) {
        return nonce != null && at.store().nonce(payer, signer, nonce) != null;
    }

    private static void move(List<Posting> postings, Address payer, AccountType from, AccountType to, Draw draw) {
        postings.add(new Posting(from, payer, draw.chainId(), -draw.amountNanos()));
        postings.add(new Posting(to, payer, draw.chainId(), draw.amountNanos()));
    }

    private static List<Draw> positive(long chainId, long amountNanos) {
        return amountNanos == 0 ? List.of() : List.of(new Draw(chainId, amountNanos));
    }
}
