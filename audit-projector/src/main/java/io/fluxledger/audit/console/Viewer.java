package io.fluxledger.audit.console;

/** Who looks. */
enum Viewer {
    /** Whoever reaches the port. */
    ANYONE,
    /** Has the key of an auditor or operator. */
    AUDITOR;

    /** Whether that is shown which the read API answers with an auditor's key alone. */
    boolean seesAll() {
        return this == AUDITOR;
    }
}
