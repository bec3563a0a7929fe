package io.fluxledger.audit.prove;

import org.jspecify.annotations.Nullable;

/** The topic does not answer, so nothing can be said of what a line says there. */
public final class LineNotReadException extends RuntimeException {
    LineNotReadException(ProofQueries.Entry entry, @Nullable Throwable cause) {
        super(
                "%s-%d offset %d cannot be read from its topic now"
                        .formatted(entry.topic(), entry.partition(), entry.offset()),
                cause);
    }
}
