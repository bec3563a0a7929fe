package io.fluxledger.rules;

/** The fold's answer to an input. */
public enum Outcome {
    ACCEPTED,
    ALREADY_APPLIED,
    REJECTED
}
