package io.fluxledger.rules;

/**
 * Account types. Liabilities and income are positive, assets negative, so that the postings of every line sum to zero.
 */
public enum AccountType {
    PAYER_AVAILABLE(true),
    PAYER_LOCKED(true),
    PAYER_WITHDRAWING(true),
    PAYER_ESCROW_LOCKED(true),
    /** Left the lock in the escrow and is on its way back to the payer's wallet. */
    PAYER_ESCROW_VOIDING(true),
    /** Settled in the ledger, not yet captured on chain. */
    ESCROW_CAPTURED(false),
    /** Between the payers' fold and the providers' fold; zero whenever the logs are drained. */
    CLEARING(false),
    PROVIDER_PAYABLE(true),
    PROVIDER_IN_FLIGHT(true),
    PLATFORM_FEES(false),
    TREASURY(false),
    ESCROW_ASSET(false),
    SUSPENSE(false),
    CHAIN_COSTS(false);

    private final boolean owned;

    AccountType(boolean owned) {
        this.owned = owned;
    }

    /** Whether accounts of this type belong to a payer or provider; those must never be negative. */
    public boolean isOwned() {
        return owned;
    }
}
