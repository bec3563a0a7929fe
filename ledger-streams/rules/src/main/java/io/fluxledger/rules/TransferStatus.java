package io.fluxledger.rules;

/** How a transfer to the outside stands or ended. */
public enum TransferStatus {
    SUBMITTED,
    FINAL,
    RETURNED,
    /** Was final, and a reorganisation took it back. */
    REVOKED
}
