package io.fluxledger.rules;

/** Who takes a session's grant back. */
public enum RevokedBy {
    PAYER,
    SESSION
}
