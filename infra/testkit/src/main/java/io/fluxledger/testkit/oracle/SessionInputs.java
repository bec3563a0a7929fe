package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.RevokedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Grants and revocations, of keys that are used again and again. */
final class SessionInputs {
    private static final int FLOOD = 262;
    private static final int FLOOD_NONCES = 10_000;

    private final Dice dice;
    private final OracleLedger ledger;
    private final Deque<PayerInput> planned = new ArrayDeque<>();

    SessionInputs(Dice dice, OracleLedger ledger) {
        this.dice = dice;
        this.ledger = ledger;
    }

    /** What has to come at once, before the clock goes on; null when nothing has. */
    @Nullable
    PayerInput planned() {
        return planned.poll();
    }

    PayerInput next(long clockMs) {
        Address payer = dice.payer();
        if (dice.perMille(3) && ledger.frame.knows(payer)) {
            flood(payer, clockMs);
        }
        Address key = dice.of(Domain.SESSION_KEYS);
        PayerState.Session known = ledger.state.sessions.get(new PayerState.SessionId(payer, key));
        if (dice.percent(known == null ? 10 : 25)) {
            RevokedBy by = dice.percent(50) ? RevokedBy.PAYER : RevokedBy.SESSION;
            return new PayerInput.SessionRevoked(dice.id(), payer, key, by, dice.nonce());
        }
        return grant(payer, dice.percent(3) ? payer : key, clockMs);
    }

    private PayerInput grant(Address payer, Address key, long clockMs) {
        long retentionMs = ledger.frame.parameters().retentionMs();
        long lifeMs = switch (dice.weighted(80, 8, 6, 6)) {
            case 0 -> dice.between(Math.min(retentionMs, 300), Math.min(retentionMs, 4_000));
            case 1 -> retentionMs;
            case 2 -> retentionMs + 1;
            default -> 0;
        };
        return new PayerInput.SessionGranted(
                dice.id(),
                payer,
                key,
                dice.percent(85) ? dice.between(1, 120_000) : dice.nanos(),
                clockMs + lifeMs,
                dice.percent(70) ? 0 : dice.chain(),
                dice.percent(70) ? null : dice.provider(),
                dice.nonce());
    }

    /** More sessions than a payer may have. */
    private void flood(Address payer, long clockMs) {
        long expiresMs = clockMs + ledger.frame.parameters().retentionMs();
        for (int i = 0; i < FLOOD; i++) {
            planned.add(new PayerInput.SessionGranted(
                    dice.id(), payer, new Address(0x5f, 0, i), 1, expiresMs, 0, null, Domain.nonce(FLOOD_NONCES + i)));
        }
    }

    /** Mostly a key that the payer has granted; null for a lock that the payer signs. */
    @Nullable
    Address signer(Address payer) {
        if (dice.percent(55)) {
            return null;
        }
        List<Address> granted = Domain.SESSION_KEYS.stream()
                .filter(key -> ledger.state.sessions.containsKey(new PayerState.SessionId(payer, key)))
                .toList();
        return granted.isEmpty() || dice.percent(4) ? dice.of(Domain.SESSION_KEYS) : dice.of(granted);
    }

    /** What the key was granted; null for none. */
    PayerInput.@Nullable SessionGranted grantOf(Address payer, @Nullable Address key) {
        PayerState.Session session =
                key == null ? null : ledger.state.sessions.get(new PayerState.SessionId(payer, key));
        return session == null ? null : session.grant;
    }
}
