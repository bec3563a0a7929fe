package io.fluxledger.audit.chain;

/** No node of a chain answers, or not as it should. */
public final class ChainUnavailableException extends Exception {
    ChainUnavailableException(String message) {
        super(message);
    }

    ChainUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
