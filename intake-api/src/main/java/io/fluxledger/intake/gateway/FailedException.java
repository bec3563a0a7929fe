package io.fluxledger.intake.gateway;

/** The provider gave no usable answer. */
final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean timedOut;

    FailedException(String message, boolean timedOut) {
        super(message);
        this.timedOut = timedOut;
    }

    /** Whether it was not in time. */
    boolean timedOut() {
        return timedOut;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
