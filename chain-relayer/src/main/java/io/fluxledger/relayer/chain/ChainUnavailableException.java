package io.fluxledger.relayer.chain;

/** The node did not answer, or answered something that will be different later. Try again. */
public final class ChainUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    ChainUnavailableException(String message) {
        super(message);
    }

    ChainUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
