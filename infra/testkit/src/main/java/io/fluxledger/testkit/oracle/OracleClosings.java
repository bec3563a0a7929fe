package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.IntentStatus;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.RejectionReason;
import io.fluxledger.rules.RequestedBy;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section 3 of the rules: how intents end, and where what they give back goes. */
final class OracleClosings {
    private final Frame frame;
    private final PayerState state;
    private final OracleSessions sessions;
    private final OracleDeadlines deadlines;

    OracleClosings(Frame frame, PayerState state, OracleSessions sessions, OracleDeadlines deadlines) {
        this.frame = frame;
        this.state = state;
        this.sessions = sessions;
        this.deadlines = deadlines;
    }

    void settle(PayerInput.SettlementRequested input, OracleIntents intents) {
        Refusal.when(input.routeCostNanos() < 0, RejectionReason.INVALID_AMOUNT);
        PayerState.Intent intent = intents.known(input.payer(), input.intentId());
        checkRequest(intent, input.provider(), input.requestedBy());
        Refusal.alreadyWhen(intent.status == IntentStatus.SETTLED, intent.closingLine);
        checkClosing(intent, input.nonce());
        Refusal.when(intent.status == IntentStatus.PENDING, RejectionReason.INTENT_NOT_LOCKED);
        deadlines.check(intent);
        boolean byProvider = input.requestedBy() == RequestedBy.PROVIDER;
        Refusal.when(byProvider && intent.lock.settledByGateway(), RejectionReason.SETTLED_BY_GATEWAY);
        Refusal.when(byProvider && intent.held, RejectionReason.INTENT_HELD);
        Refusal.when(intent.usedNanos.signum() == 0, RejectionReason.NOTHING_USED);
        checkRouteCost(input, intent);
        if (intent.lock.funding() == Funding.CREDITS) {
            settleCredits(intent, input.routeCostNanos());
        } else {
            settleEscrow(intent);
        }
    }

    private static void checkRouteCost(PayerInput.SettlementRequested input, PayerState.Intent intent) {
        PayerInput.IntentLocked lock = intent.lock;
        boolean noWay = input.requestedBy() == RequestedBy.PROVIDER
                || lock.funding() == Funding.ESCROW
                || lock.draws().stream().allMatch(draw -> draw.chainId() == lock.payoutChainId());
        Refusal.when(input.routeCostNanos() > 0 && noWay, RejectionReason.UNSUPPORTED_MODE);
        BigInteger left = BigInteger.valueOf(lock.maxAmountNanos()).subtract(intent.usedNanos);
        Refusal.when(
                BigInteger.valueOf(input.routeCostNanos()).compareTo(left) > 0, RejectionReason.USAGE_EXCEEDS_LOCK);
    }

    private static void checkRequest(PayerState.Intent intent, Address provider, RequestedBy by) {
        Refusal.when(
                by == RequestedBy.PAYER || !provider.equals(intent.lock.provider()), RejectionReason.WRONG_PROVIDER);
    }

    private static void checkClosing(PayerState.Intent intent, @Nullable Bytes32 nonce) {
        Refusal.when(nonce != null && intent.receipts.containsKey(nonce), RejectionReason.NONCE_REUSED);
        Refusal.when(!intent.open(), RejectionReason.INTENT_ALREADY_CLOSED);
    }

    private void settleCredits(PayerState.Intent intent, long routeCostNanos) {
        Address payer = intent.lock.payer();
        long usedLeft = intent.usedNanos.longValueExact();
        long costLeft = routeCostNanos;
        List<Draw> charges = new ArrayList<>();
        List<Draw> refunds = new ArrayList<>();
        List<Draw> costs = new ArrayList<>();
        for (Draw draw : intent.lock.draws()) {
            long chain = draw.chainId();
            long used = Math.min(usedLeft, draw.amountNanos());
            long cost = Math.min(costLeft, draw.amountNanos() - used);
            long rest = draw.amountNanos() - used - cost;
            usedLeft -= used;
            costLeft -= cost;
            frame.post(AccountType.PAYER_LOCKED, payer, chain, -draw.amountNanos());
            frame.post(AccountType.CLEARING, null, chain, used);
            frame.post(AccountType.CHAIN_COSTS, null, chain, cost);
            giveBack(payer, chain, rest);
            add(charges, chain, used);
            add(costs, chain, cost);
            add(refunds, chain, rest);
        }
        if (!costs.isEmpty()) {
            frame.visit(costs.size() > 1 ? "route cost of many draws" : "route cost");
        }
        frame.commit();
        intent.capturedNanos = intent.usedNanos.longValueExact();
        sessions.settled(intent, routeCostNanos);
        state.charge(intent, frame.partition(), charges, 0);
        closed(intent, IntentStatus.SETTLED, charges, refunds, costs);
    }

    private static void add(List<Draw> draws, long chainId, long amountNanos) {
        if (amountNanos > 0) {
            draws.add(new Draw(chainId, amountNanos));
        }
    }

    private void settleEscrow(PayerState.Intent intent) {
        long max = intent.lock.maxAmountNanos();
        long used = intent.usedNanos.longValueExact();
        long captured = used - used % 1000;
        long chain = OracleEscrow.terms(intent).chainId();
        Address payer = intent.lock.payer();
        frame.post(AccountType.PAYER_ESCROW_LOCKED, payer, chain, -max);
        frame.post(AccountType.ESCROW_CAPTURED, null, chain, captured);
        frame.post(AccountType.PAYER_ESCROW_VOIDING, payer, chain, max - captured);
        frame.commit();
        intent.capturedNanos = captured;
        List<Draw> captures = new ArrayList<>();
        List<Draw> refunds = new ArrayList<>();
        add(captures, chain, captured);
        add(refunds, chain, max - captured);
        closed(intent, IntentStatus.SETTLED, captures, refunds, List.of());
    }

    void refund(PayerInput.RefundRequested input, OracleIntents intents) {
        PayerState.Intent intent = intents.known(input.payer(), input.intentId());
        checkRequest(intent, input.provider(), input.requestedBy());
        boolean givenBack = intent.status == IntentStatus.REFUNDED || intent.status == IntentStatus.EXPIRED;
        Refusal.alreadyWhen(givenBack, intent.closingLine);
        checkClosing(intent, input.nonce());
        deadlines.check(intent);
        giveBack(intent, IntentStatus.REFUNDED);
    }

    /** Refunds or expires an open intent. */
    void giveBack(PayerState.Intent intent, IntentStatus status) {
        Address payer = intent.lock.payer();
        List<Draw> refunds = List.of();
        if (intent.lock.funding() == Funding.CREDITS) {
            refunds = intent.lock.draws();
            for (Draw draw : refunds) {
                frame.post(AccountType.PAYER_LOCKED, payer, draw.chainId(), -draw.amountNanos());
                giveBack(payer, draw.chainId(), draw.amountNanos());
            }
        } else if (intent.status == IntentStatus.LOCKED) {
            long chain = OracleEscrow.terms(intent).chainId();
            refunds = List.of(new Draw(chain, intent.lock.maxAmountNanos()));
            frame.post(AccountType.PAYER_ESCROW_LOCKED, payer, chain, -intent.lock.maxAmountNanos());
            frame.post(AccountType.PAYER_ESCROW_VOIDING, payer, chain, intent.lock.maxAmountNanos());
        }
        frame.commit();
        closed(intent, status, List.of(), refunds, List.of());
    }

    /** Credits what was drawn on that chain, there or where the payer prefers it. */
    private void giveBack(Address payer, long chainId, long amountNanos) {
        PayerState.RefundChain preferred = refundChain(payer);
        if (preferred.chainId() == 0 || preferred.chainId() == chainId || amountNanos == 0) {
            frame.credit(Party.PAYER, payer, chainId, amountNanos);
            return;
        }
        frame.visit("given back on another chain");
        frame.post(AccountType.TRANSIT, null, chainId, amountNanos);
        frame.post(AccountType.TRANSIT, null, preferred.chainId(), -amountNanos);
        frame.credit(Party.PAYER, payer, preferred.chainId(), amountNanos);
    }

    private PayerState.RefundChain refundChain(Address payer) {
        return state.refundChains.getOrDefault(payer, new PayerState.RefundChain(0, 0));
    }

    private void closed(
            PayerState.Intent intent, IntentStatus status, List<Draw> captures, List<Draw> refunds, List<Draw> costs) {
        intent.status = status;
        intent.closingLine = frame.line();
        intent.closedMs = frame.clockMs();
        intent.retentionMs = frame.parameters().retentionMs();
        frame.says(
                "IntentClosed",
                intent.lock.intentId(),
                status,
                captures,
                refunds,
                costs,
                intent.forgetAtMs().longValueExact());
    }

    List<OracleLine> tick() {
        List<OracleLine> lines = new ArrayList<>();
        for (PayerState.Intent intent : due()) {
            if (lines.size() == frame.parameters().sweepLimit()) {
                frame.visit("sweep limited");
                break;
            }
            frame.abandon();
            frame.visit("expired " + intent.lock.funding() + " " + intent.status);
            giveBack(intent, IntentStatus.EXPIRED);
            lines.add(frame.accepted(intent.lock.payer()));
        }
        return lines;
    }

    private List<PayerState.Intent> due() {
        List<PayerState.Intent> due = new ArrayList<>();
        for (PayerState.Intent intent : state.intents.values()) {
            if (intent.open() && deadlines.expires(intent)) {
                due.add(intent);
            }
        }
        due.sort(Comparator.comparing(deadlines::effective)
                .thenComparing(intent -> intent.lock.payer())
                .thenComparing(
                        intent -> intent.lock.intentId().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        return due;
    }

    void prefer(PayerInput.RefundChainPreferred input) {
        Refusal.when(input.chainId() < 0, RejectionReason.INVALID_TERMS);
        Refusal.when(!frame.knows(input.payer()), RejectionReason.UNKNOWN_ACCOUNT);
        PayerState.RefundChain last = refundChain(input.payer());
        boolean again = input.issuedAtMs() == last.issuedAtMs();
        Refusal.alreadyWhen(again && input.chainId() == last.chainId(), 0);
        Refusal.when(input.issuedAtMs() <= last.issuedAtMs(), RejectionReason.NONCE_REUSED);
        BigInteger ahead = BigInteger.valueOf(input.issuedAtMs()).subtract(BigInteger.valueOf(frame.clockMs()));
        BigInteger most = BigInteger.valueOf(frame.parameters().maxIntentLifeMs());
        Refusal.when(ahead.compareTo(most) > 0, RejectionReason.DEADLINE_TOO_FAR);
        state.refundChains.put(input.payer(), new PayerState.RefundChain(input.chainId(), input.issuedAtMs()));
        frame.says("RefundChainSet", input.chainId(), input.issuedAtMs());
    }
}
