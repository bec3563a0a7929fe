package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.RejectionReason;
import java.math.BigInteger;

/** Section 3 of the rules: effective deadlines, and the holds of chains and of single intents that move them. */
final class OracleDeadlines {
    static final long MOST_PAUSED_MS = 604_800_000;

    private final Frame frame;
    private final PayerState state;

    OracleDeadlines(Frame frame, PayerState state) {
        this.frame = frame;
        this.state = state;
    }

    BigInteger effective(PayerState.Intent intent) {
        BigInteger deadline = BigInteger.valueOf(intent.lock.deadlineMs())
                .add(BigInteger.valueOf(Math.min(pausedMs(intent), MOST_PAUSED_MS)));
        return intent.needsRoute()
                ? deadline.add(BigInteger.valueOf(heldMs(intent.lock.payoutChainId()) - intent.heldAtOpeningMs))
                : deadline;
    }

    private boolean passed(PayerState.Intent intent) {
        return effective(intent).compareTo(BigInteger.valueOf(frame.clockMs())) <= 0;
    }

    /** Whether the intent's time is up and nothing stops that it expires. */
    boolean expires(PayerState.Intent intent) {
        if (!passed(intent)) {
            return false;
        }
        boolean stopped = intent.needsRoute() && chainStands(intent.lock.payoutChainId());
        if (stopped) {
            frame.visit("due and held");
        } else if (intent.held) {
            frame.visit("expired in its own hold");
        }
        return !stopped;
    }

    void check(PayerState.Intent intent) {
        Refusal.when(passed(intent), RejectionReason.DEADLINE_PASSED);
        if (intent.lock.deadlineMs() <= frame.clockMs()) {
            frame.visit(intent.pausedMs > 0 || intent.held ? "paused beyond the deadline" : "held beyond the deadline");
        }
    }

    private boolean chainStands(long chainId) {
        PayerState.Hold hold = state.holds.get(chainId);
        return hold != null && hold.stands;
    }

    /** How long the chain has been held so far. */
    long heldMs(long chainId) {
        PayerState.Hold hold = state.holds.get(chainId);
        if (hold == null) {
            return 0;
        }
        return hold.heldBeforeMs + (hold.stands ? frame.clockMs() - hold.placedMs : 0);
    }

    /** How long the intent's own holds have lasted so far; not all of it needs to have stopped its deadline. */
    private long pausedMs(PayerState.Intent intent) {
        return intent.pausedMs + (intent.held ? frame.clockMs() - intent.heldSinceMs : 0);
    }

    void placeHold(PayerInput.HoldPlaced input) {
        PayerState.Hold hold = state.holds.computeIfAbsent(input.chainId(), chain -> new PayerState.Hold());
        Refusal.alreadyWhen(hold.stands, hold.placedLine);
        hold.stands = true;
        hold.placedMs = frame.clockMs();
        hold.placedLine = frame.line();
    }

    void releaseHold(PayerInput.HoldReleased input) {
        PayerState.Hold hold = state.holds.get(input.chainId());
        if (hold == null || !hold.stands) {
            throw Refusal.already(0);
        }
        hold.heldBeforeMs = heldMs(input.chainId());
        hold.stands = false;
    }

    void hold(PayerInput.IntentHeld input, PayerState.Intent intent) {
        checkHold(intent, input.provider());
        Refusal.alreadyWhen(intent.held, 0);
        check(intent);
        frame.visit(intent.pausedMs > 0 ? "held again" : "held for the first time");
        intent.held = true;
        intent.heldSinceMs = frame.clockMs();
        frame.says("IntentHoldChanged", input.intentId(), true, intent.pausedMs);
    }

    void release(PayerInput.IntentReleased input, PayerState.Intent intent) {
        checkHold(intent, input.provider());
        Refusal.alreadyWhen(!intent.held, 0);
        intent.pausedMs = pausedMs(intent);
        intent.held = false;
        frame.visit(intent.pausedMs >= MOST_PAUSED_MS ? "pause used up" : "pause ended");
        frame.says("IntentHoldChanged", input.intentId(), false, intent.pausedMs);
    }

    private static void checkHold(PayerState.Intent intent, Address provider) {
        Refusal.when(!provider.equals(intent.lock.provider()), RejectionReason.WRONG_PROVIDER);
        Refusal.when(!intent.open(), RejectionReason.INTENT_ALREADY_CLOSED);
        Refusal.when(intent.lock.funding() == Funding.ESCROW, RejectionReason.UNSUPPORTED_MODE);
    }
}
