package io.fluxledger.audit.project;

/** A record that this build cannot make rows of. The projection stops before it: the journals are ours. */
public final class UnprojectableRecordException extends RuntimeException {
    UnprojectableRecordException(Place at, String what) {
        super(message(at, what));
    }

    UnprojectableRecordException(Place at, String what, Throwable cause) {
        super(message(at, what), cause);
    }

    private static String message(Place at, String what) {
        return "%s-%d offset %d: %s".formatted(at.topic(), at.partition(), at.offset(), what);
    }
}
