package io.fluxledger.settlement.schedule;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * When something that failed is tried again.
 *
 * @param pauses before the first attempt, the second and so on; there are as many attempts as pauses
 */
public record RetrySchedule(List<Duration> pauses) {
    private static final int MAX_ATTEMPTS = 32;

    public RetrySchedule {
        pauses = List.copyOf(pauses);
        if (pauses.isEmpty() || pauses.size() > MAX_ATTEMPTS || pauses.stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("a schedule has 1 to " + MAX_ATTEMPTS + " pauses, none negative");
        }
    }

    /**
     * Reads durations in ISO-8601 form, separated by commas.
     *
     * @throws IllegalArgumentException when it is none
     * @throws java.time.format.DateTimeParseException when one of them is none
     */
    public static RetrySchedule parse(String text) {
        return new RetrySchedule(Arrays.stream(text.split(","))
                .map(String::trim)
                .map(Duration::parse)
                .toList());
    }

    /** Unix milliseconds of the attempt behind so many; empty when there is none. */
    public OptionalLong nextMs(int attempts, long nowMs) {
        return attempts < pauses.size()
                ? OptionalLong.of(nowMs + pauses.get(attempts).toMillis())
                : OptionalLong.empty();
    }
}
