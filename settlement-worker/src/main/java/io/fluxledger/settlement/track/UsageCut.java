package io.fluxledger.settlement.track;

import io.fluxledger.settlement.plan.UsageFigures;

/**
 * All that a provider did up to the end of one of its windows. The difference of two cuts is what it did between them, also
 * when the windows are forgotten.
 *
 * @param windowEndMs end of the window, Unix milliseconds; 0 for the beginning
 * @param clockMs the log's clock there, Unix milliseconds
 */
public record UsageCut(
        long windowEndMs, long clockMs, long calls, long inputTokens, long outputTokens, long grossNanos) {
    /** Before the first window. */
    public static final UsageCut BEGINNING = new UsageCut(0, 0, 0, 0, 0, 0);

    /** The cut behind a window. A sum may wrap around: the differences are right nevertheless. */
    UsageCut then(long nextEndMs, long nextClockMs, UsageFigures window) {
        return new UsageCut(
                nextEndMs,
                nextClockMs,
                calls + window.calls(),
                inputTokens + window.inputTokens(),
                outputTokens + window.outputTokens(),
                grossNanos + window.grossNanos());
    }

    /** What the provider did behind that cut up to this one. */
    UsageFigures since(UsageCut before) {
        return new UsageFigures(
                calls - before.calls,
                inputTokens - before.inputTokens,
                outputTokens - before.outputTokens,
                grossNanos - before.grossNanos);
    }
}
