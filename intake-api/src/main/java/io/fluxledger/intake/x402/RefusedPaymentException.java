package io.fluxledger.intake.x402;

/** A payment that is not taken. */
final class RefusedPaymentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final InvalidReason reason;
    private final String payer;

    /** @param payer 0x-address as far as it is known; empty before it is */
    RefusedPaymentException(InvalidReason reason, String detail, String payer) {
        super(detail, null, false, false);
        this.reason = reason;
        this.payer = payer;
    }

    InvalidReason reason() {
        return reason;
    }

    String payer() {
        return payer;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
