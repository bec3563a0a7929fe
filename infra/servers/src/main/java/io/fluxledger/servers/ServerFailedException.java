package io.fluxledger.servers;

/** A server could not be started, is not ours, or did not become ready in time; the message says what to look at. */
public final class ServerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ServerFailedException(String message) {
        super(message);
    }

    public ServerFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
