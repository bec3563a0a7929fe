package io.fluxledger.rules;

/**
 * How far an escrow intent is on chain; all false for CREDITS.
 *
 * @param authorized the maximum stands in the escrow, or stood there
 * @param captured the capture is confirmed or failed for good
 * @param voided the void is confirmed or failed for good
 * @param voidingNanos what is on its way back to the payer, nano-USDC
 */
public record EscrowProgress(boolean authorized, boolean captured, boolean voided, long voidingNanos) {
    public static final EscrowProgress NONE = new EscrowProgress(false, false, false, 0);

    EscrowProgress withAuthorized() {
        return new EscrowProgress(true, captured, voided, voidingNanos);
    }

    EscrowProgress withCaptured() {
        return new EscrowProgress(authorized, true, voided, voidingNanos);
    }

    EscrowProgress withVoided() {
        return new EscrowProgress(authorized, captured, true, 0);
    }

    EscrowProgress withVoiding(long nanos) {
        return new EscrowProgress(authorized, captured, voided, Math.addExact(voidingNanos, nanos));
    }
}
