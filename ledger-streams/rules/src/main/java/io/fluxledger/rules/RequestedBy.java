package io.fluxledger.rules;

/** Who asks for an intent to be closed. */
public enum RequestedBy {
    PAYER,
    PROVIDER,
    GATEWAY
}
