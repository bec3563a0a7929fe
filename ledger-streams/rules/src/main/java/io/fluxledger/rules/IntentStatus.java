package io.fluxledger.rules;

/** Life of an intent. */
public enum IntentStatus {
    /** An escrow intent whose lock is not yet confirmed on chain. */
    PENDING,
    LOCKED,
    /** Locked with its deadline paused. */
    HELD,
    SETTLED,
    REFUNDED,
    EXPIRED;

    /** Whether the intent can still be settled or refunded. */
    public boolean isOpen() {
        return this == PENDING || this == LOCKED || this == HELD;
    }
}
