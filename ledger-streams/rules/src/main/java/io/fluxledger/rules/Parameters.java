package io.fluxledger.rules;

/**
 * What rules the decisions and comes from the log.
 *
 * @param rulesVersion version of the rules
 * @param providerFeePpm provider fee in parts per million of gross
 * @param monthlyMinimumFeeNanos least fee of a month above the volume threshold, nano-USDC
 * @param monthlyMinimumVolumeNanos volume above which that minimum is due, nano-USDC
 * @param sweepLimit expired intents that one tick closes at the most
 * @param retentionMs how long a closed intent and its nonce are remembered, from its closing or its deadline, whichever is later
 * @param maxIntentLifeMs longest time from lock to deadline
 */
public record Parameters(
        int rulesVersion,
        long providerFeePpm,
        long monthlyMinimumFeeNanos,
        long monthlyMinimumVolumeNanos,
        int sweepLimit,
        long retentionMs,
        long maxIntentLifeMs) {
    /** The version that this code decides by. */
    public static final int RULES_VERSION = 1;

    private static final long DAY_MS = 86_400_000L;
    private static final long USDC_NANOS = 1_000_000_000L;

    /** What rules a log that has not said otherwise. */
    public static final Parameters INITIAL =
            new Parameters(RULES_VERSION, 1_000, 10 * USDC_NANOS, 1_000 * USDC_NANOS, 256, 30 * DAY_MS, DAY_MS);
}
