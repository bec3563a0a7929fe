package io.fluxledger.audit.prove;

/** The contract's roots and the log's are not of one history: nothing more is sealed until a person has looked. */
public final class TrailDiffersException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrailDiffersException(String message) {
        super(message);
    }
}
