package io.fluxledger.bench.postgres;

/** What became of a command; the stored procedures answer with its number. */
public enum PostgresOutcome {
    ACCEPTED,
    REPEATED,
    DIFFERENT_CONTENT,
    INSUFFICIENT_CREDITS,
    UNKNOWN_ACCOUNT,
    UNKNOWN_INTENT,
    WRONG_PROVIDER,
    ALREADY_CLOSED,
    DEADLINE_PASSED,
    USAGE_EXCEEDS_LOCK,
    NOTHING_USED,
    INVALID_AMOUNT;

    private static final PostgresOutcome[] BY_CODE = values();

    static PostgresOutcome of(int code) {
        return BY_CODE[code];
    }
}
