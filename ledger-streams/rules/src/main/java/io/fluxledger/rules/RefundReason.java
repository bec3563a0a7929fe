package io.fluxledger.rules;

/** Why an intent is given back. */
public enum RefundReason {
    PROVIDER_FAILED,
    INVALID_RECEIPT,
    TIMED_OUT,
    CANCELLED
}
