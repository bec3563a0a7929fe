package io.fluxledger.rules;

/** What a signer used a nonce for. */
public record NonceUse(Purpose purpose, Bytes32 contentHash, LineRef line) {
    /** Kinds of signed content. */
    public enum Purpose {
        INTENT,
        RECEIPT,
        SETTLEMENT,
        REFUND,
        WITHDRAWAL,
        REGISTRATION
    }
}
