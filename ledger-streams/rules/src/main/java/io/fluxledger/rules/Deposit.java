package io.fluxledger.rules;

/** A deposit of a payer, requested or seen on chain. */
public record Deposit(
        Address payer, DepositKey key, Status status, long amountMicros, Bytes32 contentHash, LineRef line) {
    /** Life of a deposit. */
    public enum Status {
        REQUESTED,
        CREDITED,
        FAILED
    }
}
