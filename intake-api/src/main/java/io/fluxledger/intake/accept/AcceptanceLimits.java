package io.fluxledger.intake.accept;

import java.time.Duration;
import java.time.Instant;

/**
 * How far in time a request may reach.
 *
 * @param intentLife longest time from now to an intent's deadline
 * @param signatureLife longest time from now to the end of a withdrawal's or registration's validity; nonces must be
 *     remembered for longer than that
 * @param submission time that the relayer needs to bring a payer's authorization on chain
 * @param captureMargin time between an intent's deadline and the expiry of its escrow, for the capture
 */
public record AcceptanceLimits(
        Duration intentLife, Duration signatureLife, Duration submission, Duration captureMargin) {
    public static final AcceptanceLimits DEFAULT = new AcceptanceLimits(
            Duration.ofDays(1), Duration.ofDays(7), Duration.ofSeconds(15), Duration.ofSeconds(30));

    /** Of a signature's validity; throws AUTHORIZATION_EXPIRED or AUTHORIZATION_TOO_LONG. */
    void checkValidity(long validBeforeMs, Instant now) {
        long nowMs = now.toEpochMilli();
        if (validBeforeMs <= nowMs) {
            throw Refusal.AUTHORIZATION_EXPIRED.at("validBeforeMs", "must be after " + nowMs);
        }
        if (validBeforeMs - nowMs > signatureLife.toMillis()) {
            throw Refusal.AUTHORIZATION_TOO_LONG.at("validBeforeMs", "must be within " + signatureLife + " from now");
        }
    }
}
