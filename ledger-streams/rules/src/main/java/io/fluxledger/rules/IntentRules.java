package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.isId;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.IntentOpened;
import io.fluxledger.rules.LedgerEntry.ReceiptRecorded;
import io.fluxledger.rules.PayerInput.IntentLocked;
import io.fluxledger.rules.PayerInput.UsageReceipt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an intent begins and is used: lock and receipts. {@link ClosingRules} end it. */
final class IntentRules {
    static final int MAX_DRAWS = 16;
    static final int MAX_RECEIPTS = 64;
    static final long MAX_TOKENS = 1L << 40;

    private IntentRules() {}

    static Decision decide(PayerDecisions at, IntentLocked in) {
        RejectionReason malformed = malformed(in);
        if (malformed != null) {
            return reject(malformed);
        }
        Decision known = known(at, in);
        if (known != null) {
            return known;
        }
        if (at.isNonceUsed(in.payer(), in.nonce())) {
            return reject(RejectionReason.NONCE_REUSED);
        }
        RejectionReason refused = refused(at, in);
        if (refused != null) {
            return reject(refused);
        }
        PayerAccount account = at.account();
        List<Draw> draws = account == null || in.funding() != Funding.CREDITS
                ? in.draws()
                : draws(in, account.balances(), SessionRules.onlyChain(at, in));
        if (draws == null) {
            return reject(RejectionReason.INSUFFICIENT_CREDITS);
        }
        List<Posting> postings = new ArrayList<>(draws.size() * 2);
        for (int i = 0; i < draws.size(); i++) {
            Draw draw = draws.get(i);
            postings.add(new Posting(AccountType.PAYER_AVAILABLE, in.payer(), draw.chainId(), -draw.amountNanos()));
            postings.add(new Posting(AccountType.PAYER_LOCKED, in.payer(), draw.chainId(), draw.amountNanos()));
        }
        return new Accepted(
                List.of(new IntentOpened(
                        in.intentId(),
                        in.funding() == Funding.CREDITS ? IntentStatus.LOCKED : IntentStatus.PENDING,
                        in.funding(),
                        in.payoutMode(),
                        in.provider(),
                        in.maxAmountNanos(),
                        in.deadlineMs(),
                        in.payoutChainId(),
                        draws,
                        in.nonce(),
                        at.head().heldMs(in.payoutChainId()),
                        in.escrow(),
                        in.sessionKey(),
                        in.settledByGateway())),
                postings);
    }

    /**
     * What the lock takes from which chain: as it says, else by the order of drawing; null when it is not there.
     *
     * @param onlyChainId that may be drawn on; 0 for every chain
     */
    private static @Nullable List<Draw> draws(IntentLocked in, Balances balances, long onlyChainId) {
        List<Draw> named = in.draws();
        if (named.isEmpty()) {
            if (onlyChainId == 0) {
                return balances.draw(AccountType.PAYER_AVAILABLE, in.payoutChainId(), in.maxAmountNanos(), MAX_DRAWS);
            }
            return balances.get(AccountType.PAYER_AVAILABLE, onlyChainId) < in.maxAmountNanos()
                    ? null
                    : List.of(new Draw(onlyChainId, in.maxAmountNanos()));
        }
        for (int i = 0; i < named.size(); i++) {
            Draw draw = named.get(i);
            if (balances.get(AccountType.PAYER_AVAILABLE, draw.chainId()) < draw.amountNanos()) {
                return null;
            }
        }
        return named;
    }

    /** Account, session and deadline of a lock that is new. */
    private static @Nullable RejectionReason refused(PayerDecisions at, IntentLocked in) {
        boolean credits = in.funding() == Funding.CREDITS;
        PayerAccount account = at.account();
        if (credits && account == null) {
            return RejectionReason.UNKNOWN_ACCOUNT;
        }
        if (credits && account != null && account.isFrozen()) {
            return RejectionReason.ACCOUNT_FROZEN;
        }
        RejectionReason uncovered = SessionRules.uncovered(at, in);
        if (uncovered != null) {
            return uncovered;
        }
        if (in.deadlineMs() <= at.clockMs()) {
            return RejectionReason.DEADLINE_PASSED;
        }
        if (in.deadlineMs() - at.clockMs() > at.parameters().maxIntentLifeMs()) {
            return RejectionReason.DEADLINE_TOO_FAR;
        }
        return SessionRules.exceeded(at, in);
    }

    private static @Nullable Decision known(PayerDecisions at, IntentLocked in) {
        Intent intent = at.intent(in.payer(), in.intentId());
        if (intent != null) {
            return intent.contentKey() == at.hashes().of(in)
                    ? already(intent.opened())
                    : reject(RejectionReason.INTENT_WITH_DIFFERENT_CONTENT);
        }
        ResolvedIntent resolved = at.resolved(in.payer(), in.intentId());
        if (resolved != null) {
            return resolved.contentKey() == at.hashes().of(in)
                    ? already(resolved.opened())
                    : reject(RejectionReason.INTENT_WITH_DIFFERENT_CONTENT);
        }
        return null;
    }

    private static @Nullable RejectionReason malformed(IntentLocked in) {
        if (!isId(in.intentId())) {
            return RejectionReason.INVALID_ID;
        }
        EscrowTerms terms = in.escrow();
        if (in.maxAmountNanos() <= 0) {
            return RejectionReason.INVALID_AMOUNT;
        }
        if (in.funding() == Funding.CREDITS) {
            return terms != null ? RejectionReason.UNSUPPORTED_MODE : malformedDraws(in);
        }
        if (in.maxAmountNanos() % NANOS_PER_MICRO != 0
                || (terms != null && terms.maxAmountMicros() != in.maxAmountNanos() / NANOS_PER_MICRO)) {
            return RejectionReason.INVALID_AMOUNT;
        }
        if (terms == null
                || in.sessionKey() != null
                || in.payoutMode() != PayoutMode.INSTANT
                || !isReceiver(terms, in)) {
            return RejectionReason.UNSUPPORTED_MODE;
        }
        return in.draws().isEmpty() ? null : RejectionReason.INVALID_DRAW;
    }

    /** On its own chain the provider is paid by the contract; on another the treasury that takes the fee passes it on. */
    private static boolean isReceiver(EscrowTerms terms, IntentLocked in) {
        boolean isProvider = terms.receiver().equals(in.provider());
        return terms.chainId() == in.payoutChainId()
                ? isProvider
                : !isProvider && terms.receiver().equals(terms.feeReceiver());
    }

    private static @Nullable RejectionReason malformedDraws(IntentLocked in) {
        List<Draw> draws = in.draws();
        if (draws.isEmpty()) {
            return null;
        }
        if (draws.size() > MAX_DRAWS) {
            return RejectionReason.INVALID_DRAW;
        }
        long sum = 0;
        for (int i = 0; i < draws.size(); i++) {
            Draw draw = draws.get(i);
            if (draw.amountNanos() <= 0 || draw.amountNanos() > in.maxAmountNanos() - sum) {
                return RejectionReason.INVALID_DRAW;
            }
            sum += draw.amountNanos();
            for (int j = 0; j < i; j++) {
                if (draws.get(j).chainId() == draw.chainId()) {
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
        if (!isTokens(in.inputTokens()) || !isTokens(in.outputTokens())) {
            return reject(RejectionReason.INVALID_USAGE);
        }
        Intent intent = at.intent(in.payer(), in.intentId());
        if (intent == null) {
            return late(at.resolved(in.payer(), in.intentId()), in);
        }
        if (!intent.provider().equals(in.provider())) {
            return reject(RejectionReason.WRONG_PROVIDER);
        }
        Receipt known = intent.receipt(in.nonce());
        if (known != null) {
            return known.isSame(in) && intent.payoutChainId() == in.payoutChainId()
                    ? already(known.line())
                    : reject(RejectionReason.RECEIPT_WITH_DIFFERENT_CONTENT);
        }
        if (intent.payoutChainId() != in.payoutChainId()) {
            return reject(RejectionReason.WRONG_PAYOUT_CHAIN);
        }
        RejectionReason unusable = ClosingRules.unusable(at, intent);
        if (unusable != null) {
            return reject(unusable);
        }
        return record(intent, in);
    }

    private static boolean isTokens(long tokens) {
        return tokens >= 0 && tokens <= MAX_TOKENS;
    }

    private static Decision record(Intent intent, UsageReceipt in) {
        if (intent.receiptCount() >= MAX_RECEIPTS) {
            return reject(RejectionReason.TOO_MANY_RECEIPTS);
        }
        long usedNanos = intent.usedNanos();
        if (in.usedNanos() > intent.maxAmountNanos() - usedNanos) {
            return reject(RejectionReason.USAGE_EXCEEDS_LOCK);
        }
        return Accepted.of(new ReceiptRecorded(
                in.intentId(),
                in.provider(),
                in.usedNanos(),
                usedNanos + in.usedNanos(),
                in.inputTokens(),
                in.outputTokens(),
                in.nonce(),
                in.timestampMs()));
    }

    /** A receipt of an intent that is closed: recognised when it counted, too late otherwise. */
    private static Decision late(@Nullable ResolvedIntent intent, UsageReceipt in) {
        if (intent == null) {
            return reject(RejectionReason.UNKNOWN_INTENT);
        }
        if (!intent.provider().equals(in.provider())) {
            return reject(RejectionReason.WRONG_PROVIDER);
        }
        ResolvedIntent.SeenReceipt known = intent.receipt(Receipt.nonceKey(in.nonce()));
        if (known != null) {
            long content = Receipt.contentKey(in.usedNanos(), in.inputTokens(), in.outputTokens(), in.timestampMs());
            return known.contentKey() == content && intent.payoutChainId() == in.payoutChainId()
                    ? already(known.line())
                    : reject(RejectionReason.RECEIPT_WITH_DIFFERENT_CONTENT);
        }
        return reject(
                intent.payoutChainId() == in.payoutChainId()
                        ? RejectionReason.INTENT_ALREADY_CLOSED
                        : RejectionReason.WRONG_PAYOUT_CHAIN);
    }
}
