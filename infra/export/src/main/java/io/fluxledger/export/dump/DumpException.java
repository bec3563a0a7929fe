package io.fluxledger.export.dump;

/** A dump that cannot be taken, read or restored; the message says what to do. */
public final class DumpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DumpException(String message) {
        super(message);
    }

    public DumpException(String message, Throwable cause) {
        super(message, cause);
    }
}
