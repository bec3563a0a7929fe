package io.fluxledger.rules;

/** A withdrawal of a payer. */
public record Withdrawal(
        Address payer,
        String withdrawalId,
        Status status,
        long chainId,
        long amountNanos,
        Bytes32 contentHash,
        LineRef line) {
    /** Life of a withdrawal. */
    public enum Status {
        REQUESTED,
        FINAL,
        RETURNED
    }
}
