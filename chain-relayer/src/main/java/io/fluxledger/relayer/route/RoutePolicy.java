package io.fluxledger.relayer.route;

/**
 * What routes are judged by.
 *
 * @param microsPerSecond what a second of waiting is worth, in micro-USDC
 * @param maxHops bridges in a row, at most
 * @param overdueAfterS a bridge that has not released so long after the time it had named is down until it does
 * @param retryAfterMs what failed is left alone for that long, twice as long after each further failure
 * @param swapPatienceMs a payout whose swap is not possible for that long is given back
 */
public record RoutePolicy(
        long microsPerSecond, int maxHops, int overdueAfterS, long retryAfterMs, long swapPatienceMs) {
    private static final int MAX_DOUBLINGS = 7;

    public static final RoutePolicy DEFAULT = new RoutePolicy(100, 3, 900, 30_000, 86_400_000);

    /** @throws IllegalArgumentException when a value makes no sense */
    public RoutePolicy {
        if (microsPerSecond < 0
                || maxHops < 1
                || maxHops > 4
                || overdueAfterS < 0
                || retryAfterMs <= 0
                || swapPatienceMs <= 0) {
            throw new IllegalArgumentException("Unusable policy of routes");
        }
    }

    /** How long something is left alone that failed so many times. */
    long retryAfterMs(int failures) {
        return retryAfterMs << Math.min(Math.max(failures, 1) - 1, MAX_DOUBLINGS);
    }
}
