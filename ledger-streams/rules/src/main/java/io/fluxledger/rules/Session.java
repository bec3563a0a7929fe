package io.fluxledger.rules;

import org.jspecify.annotations.Nullable;

/**
 * What a payer lets a session key lock in its name.
 *
 * @param chainId credits of this chain alone; 0 for every chain
 * @param provider the only one that may be paid; null for every provider
 * @param nonceKey of the grant's nonce
 * @param content fingerprint of what the payer signed
 * @param opened partition sequence of the line that granted it
 * @param forgetAtMs clock from which it is forgotten, unless an intent of it is still open
 * @param revoked partition sequence of the line that revoked it, 0 as long as it is open
 * @param committedNanos maxima of its open intents, and what its settled intents captured
 * @param openIntents number of its open intents
 * @param openNanos sum of their maxima
 */
public record Session(
        Address payer,
        Address sessionKey,
        long limitNanos,
        long expiresMs,
        long chainId,
        @Nullable Address provider,
        long nonceKey,
        Fingerprint content,
        long opened,
        long forgetAtMs,
        long revoked,
        long committedNanos,
        long openIntents,
        long openNanos) {
    /** Whether it signs no further locks because somebody said so. */
    public boolean isRevoked() {
        return revoked != 0;
    }

    boolean isForgotten(long clockMs) {
        return openIntents == 0 && forgetAtMs <= clockMs;
    }

    boolean coversChain(long drawn) {
        return chainId == 0 || chainId == drawn;
    }

    boolean coversProvider(Address paid) {
        return provider == null || provider.equals(paid);
    }

    /** What another intent may hold at most. */
    long leftNanos() {
        return limitNanos - committedNanos;
    }

    Session revokedBy(long line) {
        return next(line, committedNanos, openIntents, openNanos);
    }

    /** An intent of it has been opened. */
    Session plus(long maxAmountNanos) {
        return next(
                revoked,
                Math.addExact(committedNanos, maxAmountNanos),
                openIntents + 1,
                Math.addExact(openNanos, maxAmountNanos));
    }

    /** An intent of it has been closed. */
    Session minus(long maxAmountNanos, long capturedNanos) {
        return next(
                revoked, committedNanos - maxAmountNanos + capturedNanos, openIntents - 1, openNanos - maxAmountNanos);
    }

    private Session next(long revokedLine, long committed, long intents, long open) {
        boolean holds = open >= 0 && committed >= open && committed <= limitNanos && intents >= 0;
        if (!holds || (intents == 0 && open != 0)) {
            throw new CorruptionException("session " + sessionKey + " of payer " + payer + " has committed " + committed
                    + " of " + limitNanos + " nano-USDC, its " + intents + " open intents hold " + open);
        }
        return new Session(
                payer,
                sessionKey,
                limitNanos,
                expiresMs,
                chainId,
                provider,
                nonceKey,
                content,
                opened,
                forgetAtMs,
                revokedLine,
                committed,
                intents,
                open);
    }
}
