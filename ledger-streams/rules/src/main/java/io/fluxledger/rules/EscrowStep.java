package io.fluxledger.rules;

/** A step of an intent in the escrow. */
public enum EscrowStep {
    AUTHORIZE,
    CAPTURE,
    VOID
}
