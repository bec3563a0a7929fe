package io.fluxledger.settlement.notify;

import org.jspecify.annotations.Nullable;

/**
 * A message to the KYC portal and how its delivery stands.
 *
 * @param id the same whenever it is sent
 * @param provider 0x-address in lower case
 * @param kind such as payout.claimable
 * @param body JSON, byte for byte the same whenever it is sent
 * @param queuedMs Unix milliseconds
 * @param attempts made so far, over all replays
 * @param round attempts since it was queued or replayed last
 * @param nextMs when it is sent next, Unix milliseconds; 0 when it is not
 * @param httpStatus of the last answer; 0 where there was none
 * @param detail what failed last; null when nothing did
 * @param attemptedMs when it was sent last, Unix milliseconds; 0 when it was not
 */
public record Message(
        String id,
        String provider,
        String kind,
        String body,
        long queuedMs,
        State state,
        int attempts,
        int round,
        long nextMs,
        int httpStatus,
        @Nullable String detail,
        long attemptedMs) {
    /** How the delivery stands. */
    public enum State {
        /** To be sent, for the first time or again. */
        WAITING,
        DELIVERED,
        /** Not sent again unless an operator says so. */
        DEAD
    }
}
