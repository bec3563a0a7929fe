package io.fluxledger.settlement.schedule;

import java.time.Duration;

/**
 * Ends of windows: the multiples of the window's length since the Unix epoch.
 *
 * @param lengthMs length of a window, milliseconds
 */
public record WindowBoundaries(long lengthMs) {
    public WindowBoundaries {
        if (lengthMs <= 0) {
            throw new IllegalArgumentException("a window of " + lengthMs + " ms");
        }
    }

    public static WindowBoundaries every(Duration length) {
        return new WindowBoundaries(length.toMillis());
    }

    /** The latest boundary that is not after the time, Unix milliseconds. */
    public long latest(long nowMs) {
        return Math.floorDiv(nowMs, lengthMs) * lengthMs;
    }
}
