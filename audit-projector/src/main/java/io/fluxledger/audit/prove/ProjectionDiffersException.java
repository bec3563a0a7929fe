package io.fluxledger.audit.prove;

/** What PostgreSQL has is not what was sealed: somebody changed it. */
public final class ProjectionDiffersException extends RuntimeException {
    public ProjectionDiffersException(String message) {
        super(message);
    }
}
