package io.fluxledger.settlement.plan;

/** How far a payout is, in the order in which it goes on. */
public enum PayoutState {
    /** Planned; the provider's own figures are being asked for. */
    CHECKING,
    /** The provider's figures differ or could not be had, or it is paid on a chain that is not served: somebody decides. */
    HELD,
    /** An operator left all of it to the next window. */
    CARRIED,
    /** There for the provider, who has not claimed it or may not have it yet. */
    CLAIMABLE,
    /** Claimed; about to be instructed. */
    CLAIMED,
    /** Instructed; the ledger has not answered. */
    INSTRUCTED,
    /** The ledger has set the money aside; the chain has not confirmed. */
    IN_FLIGHT,
    /** Final on chain; a reorganisation deeper than the configured confirmations makes it IN_FLIGHT again. */
    PAID,
    /** Came back: payable again. */
    RETURNED,
    /** The ledger refused the instruction: the money has stayed payable. */
    REJECTED;

    /** Whether nothing further happens to the payout. */
    public boolean isEnd() {
        return switch (this) {
            case CHECKING, HELD, CLAIMABLE, CLAIMED, INSTRUCTED, IN_FLIGHT -> false;
            case CARRIED, PAID, RETURNED, REJECTED -> true;
        };
    }

    /** Whether it may still be decided about: nothing was told to the ledger. */
    public boolean isOpenToDecision() {
        return switch (this) {
            case CHECKING, HELD, CLAIMABLE -> true;
            case CARRIED, CLAIMED, INSTRUCTED, IN_FLIGHT, PAID, RETURNED, REJECTED -> false;
        };
    }
}
