package io.fluxledger.prover.account;

/** A transaction was refused, failed, or was not mined in time. */
public final class ChainTransactionException extends RuntimeException {
    ChainTransactionException(String message) {
        super(message);
    }

    ChainTransactionException(String message, Throwable cause) {
        super(message, cause);
    }
}
