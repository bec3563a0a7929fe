package io.fluxledger.audit.prove;

/** A line that is in no batch yet. */
public final class NotInABatchException extends RuntimeException {
    NotInABatchException(ProofQueries.Entry entry) {
        super("%s:%d:%d is in no batch yet; the next one will have it"
                .formatted(entry.topic(), entry.partition(), entry.offset()));
    }
}
