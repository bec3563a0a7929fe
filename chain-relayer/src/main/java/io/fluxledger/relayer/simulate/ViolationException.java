package io.fluxledger.relayer.simulate;

/** A promise of the lane is broken. */
final class ViolationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ViolationException(String message) {
        super(message);
    }
}
