package io.fluxledger.audit.read;

/** An {@code as_of} that names no moment, or one that the projection has not come to. */
public final class InvalidMomentException extends RuntimeException {
    InvalidMomentException(Throwable cause) {
        super(
                "as_of is a time such as 2026-11-22T00:00:00Z, Unix milliseconds, or topic:partition:offset of a journal",
                cause);
    }

    InvalidMomentException(String message) {
        super(message);
    }
}
