package io.fluxledger.rules;

/**
 * Money on its way from one chain's treasury to another's.
 *
 * @param treasury that sends; with moveId its identity
 * @param sentMicros what left the source
 * @param feeMicros what the bridge keeps of it
 * @param line partition sequence of the line of its last change
 */
public record TreasuryMove(
        Address treasury,
        String moveId,
        Status status,
        long fromChainId,
        long toChainId,
        long sentMicros,
        long feeMicros,
        long line) {
    /** Life of a move. */
    public enum Status {
        SENT,
        RECEIVED,
        /** The bridge gave it back. */
        RETURNED,
        /** A reorganisation took back that it left. */
        REVOKED
    }
}
