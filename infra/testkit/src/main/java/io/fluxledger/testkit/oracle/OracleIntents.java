package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowTerms;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.IntentStatus;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.RejectionReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Section 3 of the rules: opening intents, receipts, forgetting. */
final class OracleIntents {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9:_.-]{1,64}");
    private static final int MAX_RECEIPTS = 64;
    private static final long MAX_TOKENS = 1L << 40;

    private final Frame frame;
    private final PayerState state;
    private final OracleSessions sessions;
    private final OracleDeadlines deadlines;

    OracleIntents(Frame frame, PayerState state, OracleSessions sessions, OracleDeadlines deadlines) {
        this.frame = frame;
        this.state = state;
        this.sessions = sessions;
        this.deadlines = deadlines;
    }

    static void checkId(String id) {
        Refusal.when(!ID.matcher(id).matches(), RejectionReason.INVALID_ID);
    }

    /** The intent, unless it never was or is forgotten. */
    PayerState.@Nullable Intent remembered(Address payer, String intentId) {
        PayerState.Id id = new PayerState.Id(payer, intentId);
        PayerState.Intent intent = state.intents.get(id);
        if (intent != null && forgotten(intent)) {
            frame.visit("forgotten " + intent.lock.funding());
            state.intents.remove(id);
            return null;
        }
        return intent;
    }

    PayerState.Intent known(Address payer, String intentId) {
        PayerState.Intent intent = remembered(payer, intentId);
        if (intent == null) {
            throw Refusal.because(RejectionReason.UNKNOWN_INTENT);
        }
        return intent;
    }

    private boolean forgotten(PayerState.Intent intent) {
        if (intent.open() || (intent.lock.funding() == Funding.ESCROW && !intent.doneOnChain())) {
            return false;
        }
        return BigInteger.valueOf(frame.clockMs()).compareTo(intent.forgetAtMs()) >= 0;
    }

    /** Refuses a nonce that another remembered intent or session, a withdrawal or a dispute of the payer used. */
    void checkNonce(Address payer, Bytes32 nonce) {
        boolean intents = state.intents.values().stream()
                .anyMatch(intent ->
                        intent.lock.payer().equals(payer) && intent.lock.nonce().equals(nonce) && !forgotten(intent));
        boolean withdrawals = state.withdrawals.values().stream()
                .anyMatch(withdrawal -> withdrawal.request.payer().equals(payer)
                        && withdrawal.request.nonce().equals(nonce));
        boolean disputes = state.disputes.values().stream()
                .anyMatch(dispute -> dispute.input().payer().equals(payer)
                        && dispute.input().nonce().equals(nonce));
        Refusal.when(
                intents || withdrawals || disputes || sessions.hasNonce(payer, nonce), RejectionReason.NONCE_REUSED);
    }

    void lock(PayerInput.IntentLocked input) {
        checkForm(input);
        PayerState.Intent before = remembered(input.payer(), input.intentId());
        if (before != null) {
            Refusal.when(!content(before.lock).equals(content(input)), RejectionReason.INTENT_WITH_DIFFERENT_CONTENT);
            throw Refusal.already(before.openingLine);
        }
        checkNonce(input.payer(), input.nonce());
        boolean credits = input.funding() == Funding.CREDITS;
        Refusal.when(credits && !frame.knows(input.payer()), RejectionReason.UNKNOWN_ACCOUNT);
        Refusal.when(credits && frame.hasDebt(Party.PAYER, input.payer()), RejectionReason.ACCOUNT_FROZEN);
        sessions.checkCovers(input);
        Refusal.when(input.deadlineMs() <= frame.clockMs(), RejectionReason.DEADLINE_PASSED);
        Refusal.when(
                input.deadlineMs() - frame.clockMs() > frame.parameters().maxIntentLifeMs(),
                RejectionReason.DEADLINE_TOO_FAR);
        sessions.checkRoom(input);
        PayerInput.IntentLocked lock =
                credits && input.draws().isEmpty() ? OracleDraws.made(frame, sessions, input) : input;
        if (credits) {
            for (Draw draw : lock.draws()) {
                BigInteger available = frame.balance(AccountType.PAYER_AVAILABLE, input.payer(), draw.chainId());
                Refusal.when(
                        BigInteger.valueOf(draw.amountNanos()).compareTo(available) > 0,
                        RejectionReason.INSUFFICIENT_CREDITS);
            }
            for (Draw draw : lock.draws()) {
                frame.post(AccountType.PAYER_AVAILABLE, input.payer(), draw.chainId(), -draw.amountNanos());
                frame.post(AccountType.PAYER_LOCKED, input.payer(), draw.chainId(), draw.amountNanos());
            }
            frame.commit();
        }
        PayerState.Intent intent = new PayerState.Intent(lock, frame.line(), deadlines.heldMs(input.payoutChainId()));
        state.intents.put(new PayerState.Id(input.payer(), input.intentId()), intent);
        frame.says("IntentOpened", input.intentId(), intent.status, lock.draws(), input.settledByGateway());
    }

    private static void checkForm(PayerInput.IntentLocked input) {
        checkId(input.intentId());
        long max = input.maxAmountNanos();
        EscrowTerms terms = input.escrow();
        boolean escrow = input.funding() == Funding.ESCROW;
        boolean otherMaximum = terms != null
                && !BigInteger.valueOf(terms.maxAmountMicros())
                        .multiply(BigInteger.valueOf(1000))
                        .equals(BigInteger.valueOf(max));
        Refusal.when(max <= 0 || (escrow && (max % 1000 != 0 || otherMaximum)), RejectionReason.INVALID_AMOUNT);
        boolean unsupported = escrow
                ? terms == null
                        || input.sessionKey() != null
                        || input.payoutMode() != PayoutMode.INSTANT
                        || !receiverFits(terms, input)
                : terms != null;
        Refusal.when(unsupported, RejectionReason.UNSUPPORTED_MODE);
        Refusal.when(escrow ? !input.draws().isEmpty() : !drawsFit(input.draws(), max), RejectionReason.INVALID_DRAW);
    }

    private static boolean receiverFits(EscrowTerms terms, PayerInput.IntentLocked input) {
        boolean provider = terms.receiver().equals(input.provider());
        return terms.chainId() == input.payoutChainId()
                ? provider
                : terms.receiver().equals(terms.feeReceiver()) && !provider;
    }

    private static boolean drawsFit(List<Draw> draws, long max) {
        Set<Long> chains = new HashSet<>();
        BigInteger sum = BigInteger.ZERO;
        for (Draw draw : draws) {
            if (draw.amountNanos() <= 0 || !chains.add(draw.chainId())) {
                return false;
            }
            sum = sum.add(BigInteger.valueOf(draw.amountNanos()));
        }
        return draws.isEmpty() || (draws.size() <= OracleDraws.MOST && sum.equals(BigInteger.valueOf(max)));
    }

    private static List<Object> content(PayerInput.IntentLocked lock) {
        EscrowTerms terms = lock.escrow();
        List<Object> content = new ArrayList<>(List.of(
                lock.funding(),
                lock.payoutMode(),
                lock.provider(),
                lock.maxAmountNanos(),
                lock.deadlineMs(),
                lock.payoutChainId(),
                lock.nonce(),
                Optional.ofNullable(lock.sessionKey())));
        if (terms != null) {
            content.addAll(List.of(
                    terms.chainId(),
                    terms.token(),
                    terms.operator(),
                    terms.receiver(),
                    terms.maxAmountMicros(),
                    terms.preApprovalExpiryS(),
                    terms.authorizationExpiryS(),
                    terms.refundExpiryS(),
                    terms.minFeeBps(),
                    terms.maxFeeBps()));
            content.addAll(List.of(terms.feeReceiver(), terms.salt()));
        }
        return content;
    }

    void receipt(PayerInput.UsageReceipt input) {
        Refusal.when(input.usedNanos() <= 0, RejectionReason.INVALID_AMOUNT);
        boolean countable = Math.min(input.inputTokens(), input.outputTokens()) >= 0
                && Math.max(input.inputTokens(), input.outputTokens()) <= MAX_TOKENS;
        Refusal.when(!countable, RejectionReason.INVALID_USAGE);
        PayerState.Intent intent = known(input.payer(), input.intentId());
        Refusal.when(!input.provider().equals(intent.lock.provider()), RejectionReason.WRONG_PROVIDER);
        PayerState.Receipt before = intent.receipts.get(input.nonce());
        if (before != null) {
            Refusal.when(
                    !content(before.input()).equals(content(input)), RejectionReason.RECEIPT_WITH_DIFFERENT_CONTENT);
            throw Refusal.already(before.line());
        }
        Refusal.when(input.payoutChainId() != intent.lock.payoutChainId(), RejectionReason.WRONG_PAYOUT_CHAIN);
        Refusal.when(!intent.open(), RejectionReason.INTENT_ALREADY_CLOSED);
        Refusal.when(intent.status == IntentStatus.PENDING, RejectionReason.INTENT_NOT_LOCKED);
        deadlines.check(intent);
        Refusal.when(intent.receipts.size() >= MAX_RECEIPTS, RejectionReason.TOO_MANY_RECEIPTS);
        BigInteger used = intent.usedNanos.add(BigInteger.valueOf(input.usedNanos()));
        Refusal.when(
                used.compareTo(BigInteger.valueOf(intent.lock.maxAmountNanos())) > 0,
                RejectionReason.USAGE_EXCEEDS_LOCK);
        intent.usedNanos = used;
        intent.inputTokens = intent.inputTokens.add(BigInteger.valueOf(input.inputTokens()));
        intent.outputTokens = intent.outputTokens.add(BigInteger.valueOf(input.outputTokens()));
        intent.receipts.put(input.nonce(), new PayerState.Receipt(input, frame.line()));
    }

    private static List<Object> content(PayerInput.UsageReceipt receipt) {
        return List.of(
                receipt.usedNanos(),
                receipt.inputTokens(),
                receipt.outputTokens(),
                receipt.payoutChainId(),
                receipt.timestampMs());
    }
}
