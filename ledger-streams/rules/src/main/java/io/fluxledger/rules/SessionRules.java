package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.SessionClosed;
import io.fluxledger.rules.LedgerEntry.SessionOpened;
import io.fluxledger.rules.PayerInput.IntentLocked;
import io.fluxledger.rules.PayerInput.SessionGranted;
import io.fluxledger.rules.PayerInput.SessionRevoked;
import org.jspecify.annotations.Nullable;

/** What a payer lets session keys do: grants, revocations, and which locks they cover. */
final class SessionRules {
    /** Sessions of one payer that are not forgotten. */
    static final int MAX_SESSIONS = 256;

    private SessionRules() {}

    static Decision decide(PayerDecisions at, SessionGranted in) {
        if (in.limitNanos() <= 0) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        if (in.chainId() < 0 || in.sessionKey().equals(in.payer())) {
            return reject(RejectionReason.INVALID_SESSION);
        }
        Session known = at.session(in.payer(), in.sessionKey());
        if (known != null) {
            return known.content().equals(at.hashes().of(in))
                    ? already(known.opened())
                    : reject(RejectionReason.SESSION_WITH_DIFFERENT_CONTENT);
        }
        if (at.isNonceUsed(in.payer(), in.nonce())) {
            return reject(RejectionReason.NONCE_REUSED);
        }
        if (at.account() == null) {
            return reject(RejectionReason.UNKNOWN_ACCOUNT);
        }
        if (in.expiresMs() <= at.clockMs()) {
            return reject(RejectionReason.SESSION_EXPIRED);
        }
        long retentionMs = at.parameters().retentionMs();
        if (in.expiresMs() - at.clockMs() > retentionMs) {
            return reject(RejectionReason.DEADLINE_TOO_FAR);
        }
        if (at.state().sessionCount(in.payer(), at.clockMs()) >= MAX_SESSIONS) {
            return reject(RejectionReason.TOO_MANY_SESSIONS);
        }
        return Accepted.of(new SessionOpened(
                in.sessionKey(),
                in.limitNanos(),
                in.expiresMs(),
                in.chainId(),
                in.provider(),
                in.nonce(),
                Math.addExact(in.expiresMs(), retentionMs)));
    }

    /** Nothing stands in the way of a revocation, not even a nonce: repeating it revokes what is revoked. */
    static Decision decide(PayerDecisions at, SessionRevoked in) {
        Session known = at.session(in.payer(), in.sessionKey());
        if (known == null) {
            return reject(RejectionReason.UNKNOWN_SESSION);
        }
        return known.isRevoked()
                ? already(known.revoked())
                : Accepted.of(new SessionClosed(in.sessionKey(), in.revokedBy(), in.nonce()));
    }

    /** Why the session does not cover a lock, whatever is left of its limit; null when it does, or when there is none. */
    static @Nullable RejectionReason uncovered(PayerDecisions at, IntentLocked in) {
        Address sessionKey = in.sessionKey();
        if (sessionKey == null) {
            return null;
        }
        Session session = at.session(in.payer(), sessionKey);
        if (session == null) {
            return RejectionReason.UNKNOWN_SESSION;
        }
        if (session.isRevoked()) {
            return RejectionReason.SESSION_REVOKED;
        }
        if (session.expiresMs() <= at.clockMs()) {
            return RejectionReason.SESSION_EXPIRED;
        }
        boolean covered = session.coversProvider(in.provider());
        for (Draw draw : in.draws()) {
            covered &= session.coversChain(draw.chainId());
        }
        return covered ? null : RejectionReason.SESSION_SCOPE;
    }

    /** Whether a lock would take its session beyond the limit. */
    static @Nullable RejectionReason exceeded(PayerDecisions at, IntentLocked in) {
        Address sessionKey = in.sessionKey();
        if (sessionKey == null) {
            return null;
        }
        Session session = at.session(in.payer(), sessionKey);
        return session == null || in.maxAmountNanos() > session.leftNanos()
                ? RejectionReason.SESSION_LIMIT_EXCEEDED
                : null;
    }

    /** The only chain that a lock may draw on; 0 for every chain. */
    static long onlyChain(PayerDecisions at, IntentLocked in) {
        Address sessionKey = in.sessionKey();
        Session session = sessionKey == null ? null : at.session(in.payer(), sessionKey);
        return session == null ? 0 : session.chainId();
    }
}
