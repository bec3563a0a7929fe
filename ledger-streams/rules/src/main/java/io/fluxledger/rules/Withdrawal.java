package io.fluxledger.rules;

/**
 * A withdrawal of a payer.
 *
 * @param nonceKey of the payer's nonce
 * @param content fingerprint of what the payer signed
 * @param line partition sequence of the line of its last change
 */
public record Withdrawal(
        Address payer,
        String withdrawalId,
        Status status,
        long chainId,
        long amountNanos,
        long nonceKey,
        Fingerprint content,
        long line) {
    /** Life of a withdrawal. */
    public enum Status {
        REQUESTED,
        FINAL,
        RETURNED,
        /** On its way on chain. */
        SUBMITTED
    }

    Withdrawal with(Status next, long changedBy) {
        return new Withdrawal(payer, withdrawalId, next, chainId, amountNanos, nonceKey, content, changedBy);
    }
}
