package io.fluxledger.runtime.access;

/** What the holder of a key is here. Signed requests need no key: a role adds to what a signature allows. */
public enum Role {
    /** Pays for calls; reads the lists of its own account. */
    PAYER,
    /** Answers calls: receipts, settlements, refunds. */
    PROVIDER,
    /** Hands in events that others signed. */
    PRODUCER,
    /** Does what only the operator may do, and all else. */
    OPERATOR,
    /** Reads everything, writes nothing. */
    AUDITOR
}
