package io.fluxledger.rules;

/** An invariant of the ledger does not hold. The task that meets it must stop: going on would move wrong money. */
public final class CorruptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptionException(String message) {
        super(message);
    }
}
