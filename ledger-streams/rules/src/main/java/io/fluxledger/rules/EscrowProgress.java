package io.fluxledger.rules;

/**
 * How far an escrow intent is on chain.
 *
 * @param authorized the maximum stands in the escrow, or stood there until the steps after it
 * @param capture whether and how the capture ended
 * @param charged whether the provider has been charged, which a repeated capture must not do again
 * @param voidingNanos what is on its way back to the payer, nano-USDC
 * @param voidedNanos what came back, nano-USDC; 0 until the void is confirmed
 * @param capturedNanos settled to the provider, nano-USDC; 0 unless settled
 * @param feeMicros what the contract took of the capture
 * @param closed partition sequence of the line that closed the intent, 0 while open
 * @param forgetAtMs clock from which the intent is forgotten, 0 while open
 */
public record EscrowProgress(
        boolean authorized,
        Capture capture,
        boolean charged,
        long voidingNanos,
        long voidedNanos,
        long capturedNanos,
        long feeMicros,
        long closed,
        long forgetAtMs) {
    public static final EscrowProgress NONE = new EscrowProgress(false, Capture.OPEN, false, 0, 0, 0, 0, 0, 0);

    /** The capture of an escrow intent. */
    public enum Capture {
        OPEN,
        DONE,
        FAILED
    }

    /** What is settled and neither captured nor given back. */
    long claimNanos() {
        return capture == Capture.OPEN ? capturedNanos : 0;
    }

    boolean isVoided() {
        return voidedNanos > 0;
    }

    /** Whether nothing on chain is outstanding. */
    boolean isDone() {
        return claimNanos() == 0 && (!authorized || voidingNanos == 0);
    }

    EscrowProgress withAuthorized(boolean next, long nextVoidingNanos) {
        return new EscrowProgress(
                next, capture, charged, nextVoidingNanos, voidedNanos, capturedNanos, feeMicros, closed, forgetAtMs);
    }

    EscrowProgress withCapture(Capture next, long nextFeeMicros, long nextVoidingNanos) {
        return new EscrowProgress(
                authorized,
                next,
                charged || next == Capture.DONE,
                nextVoidingNanos,
                voidedNanos,
                capturedNanos,
                nextFeeMicros,
                closed,
                forgetAtMs);
    }

    EscrowProgress withVoided(long nextVoidingNanos, long nextVoidedNanos) {
        return new EscrowProgress(
                authorized,
                capture,
                charged,
                nextVoidingNanos,
                nextVoidedNanos,
                capturedNanos,
                feeMicros,
                closed,
                forgetAtMs);
    }

    EscrowProgress closedBy(long line, long nextCapturedNanos, long nextVoidingNanos, long nextForgetAtMs) {
        return new EscrowProgress(
                authorized,
                capture,
                charged,
                nextVoidingNanos,
                voidedNanos,
                nextCapturedNanos,
                feeMicros,
                line,
                nextForgetAtMs);
    }
}
