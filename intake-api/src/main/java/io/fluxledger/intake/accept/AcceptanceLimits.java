package io.fluxledger.intake.accept;

import java.time.Duration;

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
}
