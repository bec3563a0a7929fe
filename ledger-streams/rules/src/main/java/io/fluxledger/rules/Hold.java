package io.fluxledger.rules;

/**
 * How long a chain has been without a route.
 *
 * @param heldMs time in earlier holds
 * @param sinceMs clock at which the present hold was placed, -1 when there is none
 * @param line partition sequence of the line that placed the present hold
 */
public record Hold(long chainId, long heldMs, long sinceMs, long line) {
    static final long NOT_PLACED = -1;

    boolean isPlaced() {
        return sinceMs >= 0;
    }

    long heldMs(long clockMs) {
        return isPlaced() ? Math.addExact(heldMs, clockMs - sinceMs) : heldMs;
    }
}
