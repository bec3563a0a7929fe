package io.fluxledger.local.stack;

import java.time.Duration;
import java.util.Objects;

/**
 * What can be chosen when a stack is started; kept in stack.json, so that a resumed stack has the same.
 *
 * @param window length of a settlement window, ISO-8601
 * @param intentExpiry how long a lock lasts when the payer does not say, ISO-8601
 * @param providerSla how long the gateway waits for a provider, ISO-8601
 * @param payoutThresholdMicros payouts below it are carried into the next window
 * @param confirmations blocks after which a transaction is final
 * @param issuer whose tokens are good beside the stack's own keys; none in what builds have left that did not ask
 */
public record StackSettings(
        String window,
        String intentExpiry,
        String providerSla,
        long payoutThresholdMicros,
        int confirmations,
        IssuerSettings issuer) {
    public static final StackSettings DEFAULT =
            new StackSettings("PT24H", "PT300S", "PT30S", 1000, 2, IssuerSettings.NONE);

    public StackSettings {
        issuer = Objects.requireNonNullElse(issuer, IssuerSettings.NONE);
        requirePositive("window", window);
        requirePositive("intentExpiry", intentExpiry);
        requirePositive("providerSla", providerSla);
        if (payoutThresholdMicros < 1 || confirmations < 1) {
            throw new StackException("payout threshold and confirmations must be at least 1");
        }
    }

    private static void requirePositive(String name, String duration) {
        if (!Duration.parse(duration).isPositive()) {
            throw new StackException(name + " must be longer than nothing, is " + duration);
        }
    }
}
