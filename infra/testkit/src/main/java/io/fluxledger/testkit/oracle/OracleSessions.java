package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.RejectionReason;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sessions of section 3 of the rules. What a session has committed is added up whenever somebody asks. */
final class OracleSessions {
    private static final int MAX_SESSIONS = 256;

    private final Frame frame;
    private final PayerState state;

    OracleSessions(Frame frame, PayerState state) {
        this.frame = frame;
        this.state = state;
    }

    void granted(PayerInput.SessionGranted input, OracleIntents intents) {
        Refusal.when(input.limitNanos() <= 0, RejectionReason.INVALID_AMOUNT);
        Refusal.when(input.chainId() < 0 || input.payer().equals(input.sessionKey()), RejectionReason.INVALID_SESSION);
        PayerState.Session before = remembered(input.payer(), input.sessionKey());
        if (before != null) {
            Refusal.alreadyWhen(content(before.grant).equals(content(input)), before.grantingLine);
            throw Refusal.because(RejectionReason.SESSION_WITH_DIFFERENT_CONTENT);
        }
        intents.checkNonce(input.payer(), input.nonce());
        Refusal.when(!frame.knows(input.payer()), RejectionReason.UNKNOWN_ACCOUNT);
        long retentionMs = frame.parameters().retentionMs();
        Refusal.when(frame.clockMs() >= input.expiresMs(), RejectionReason.SESSION_EXPIRED);
        Refusal.when(input.expiresMs() - frame.clockMs() > retentionMs, RejectionReason.DEADLINE_TOO_FAR);
        long remembered = state.sessions.values().stream()
                .filter(session -> session.grant.payer().equals(input.payer()) && !forgotten(session))
                .count();
        Refusal.when(remembered >= MAX_SESSIONS, RejectionReason.TOO_MANY_SESSIONS);
        state.sessions.values().removeIf(this::forgotten);
        state.sessions.put(
                new PayerState.SessionId(input.payer(), input.sessionKey()),
                new PayerState.Session(input, frame.line(), retentionMs));
    }

    private static List<@Nullable Object> content(PayerInput.SessionGranted grant) {
        return Arrays.asList(grant.limitNanos(), grant.expiresMs(), grant.chainId(), grant.provider(), grant.nonce());
    }

    void revoked(PayerInput.SessionRevoked input) {
        PayerState.Session session = known(input.payer(), input.sessionKey());
        Refusal.alreadyWhen(session.revokingLine > 0, session.revokingLine);
        session.revokingLine = frame.line();
    }

    private PayerState.@Nullable Session remembered(Address payer, Address sessionKey) {
        PayerState.Session session = state.sessions.get(new PayerState.SessionId(payer, sessionKey));
        if (session != null && forgotten(session)) {
            frame.visit("forgotten session");
            return null;
        }
        return session;
    }

    private PayerState.Session known(Address payer, Address sessionKey) {
        PayerState.Session session = remembered(payer, sessionKey);
        if (session == null) {
            throw Refusal.because(RejectionReason.UNKNOWN_SESSION);
        }
        return session;
    }

    private boolean forgotten(PayerState.Session session) {
        BigInteger until = BigInteger.valueOf(session.grant.expiresMs()).add(BigInteger.valueOf(session.retentionMs));
        if (BigInteger.valueOf(frame.clockMs()).compareTo(until) < 0) {
            return false;
        }
        boolean held = openNanos(session).signum() > 0;
        if (held) {
            frame.visit("session held by its intent");
        }
        return !held;
    }

    private static boolean isOf(PayerInput.IntentLocked lock, PayerState.Session session) {
        return session.grant.sessionKey().equals(lock.sessionKey())
                && session.grant.payer().equals(lock.payer());
    }

    private BigInteger openNanos(PayerState.Session session) {
        BigInteger sum = BigInteger.ZERO;
        for (PayerState.Intent intent : state.intents.values()) {
            if (intent.open() && isOf(intent.lock, session)) {
                sum = sum.add(BigInteger.valueOf(intent.lock.maxAmountNanos()));
            }
        }
        return sum;
    }

    /** Whether the grant of a remembered session has the nonce. */
    boolean hasNonce(Address payer, Bytes32 nonce) {
        return state.sessions.values().stream()
                .anyMatch(session -> session.grant.payer().equals(payer)
                        && session.grant.nonce().equals(nonce)
                        && !forgotten(session));
    }

    /** Check 8 of a lock. */
    void checkCovers(PayerInput.IntentLocked lock) {
        Address key = lock.sessionKey();
        if (key == null) {
            return;
        }
        PayerState.Session session = known(lock.payer(), key);
        PayerInput.SessionGranted grant = session.grant;
        Refusal.when(session.revokingLine > 0, RejectionReason.SESSION_REVOKED);
        Refusal.when(frame.clockMs() >= grant.expiresMs(), RejectionReason.SESSION_EXPIRED);
        Address only = grant.provider();
        boolean elsewhere =
                grant.chainId() != 0 && !lock.draws().stream().allMatch(draw -> draw.chainId() == grant.chainId());
        Refusal.when(elsewhere || (only != null && !only.equals(lock.provider())), RejectionReason.SESSION_SCOPE);
    }

    /** Whether a lock may draw on that chain as far as its session goes. */
    boolean coversChain(PayerInput.IntentLocked lock, long chainId) {
        Address key = lock.sessionKey();
        if (key == null) {
            return true;
        }
        long only = known(lock.payer(), key).grant.chainId();
        return only == 0 || only == chainId;
    }

    /** Check 10 of a lock. */
    void checkRoom(PayerInput.IntentLocked lock) {
        Address key = lock.sessionKey();
        if (key == null) {
            return;
        }
        PayerState.Session session = known(lock.payer(), key);
        BigInteger after = session.spentNanos.add(openNanos(session)).add(BigInteger.valueOf(lock.maxAmountNanos()));
        Refusal.when(
                after.compareTo(BigInteger.valueOf(session.grant.limitNanos())) > 0,
                RejectionReason.SESSION_LIMIT_EXCEEDED);
    }

    /** What a settled intent captured stays spent, and so does what its way cost. */
    void settled(PayerState.Intent intent, long routeCostNanos) {
        for (PayerState.Session session : state.sessions.values()) {
            if (isOf(intent.lock, session)) {
                frame.visit("session settled");
                session.spentNanos = session.spentNanos
                        .add(BigInteger.valueOf(intent.capturedNanos))
                        .add(BigInteger.valueOf(routeCostNanos));
            }
        }
    }
}
