package io.fluxledger.rules;

/** What becomes of a transfer in suspense. */
public enum SuspenseResolution {
    /** Credited to its sender. */
    CREDIT,
    /** Sent back. */
    RETURN,
    /** The platform's own money. */
    PLATFORM
}
