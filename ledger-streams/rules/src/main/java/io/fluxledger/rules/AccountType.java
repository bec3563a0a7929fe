package io.fluxledger.rules;

/**
 * Account types. Liabilities and income are positive, assets negative, so that the postings of every line sum to zero on
 * every chain. The order is part of the rules version: append only.
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
    CHAIN_COSTS(false),
    /** What a payer owes since the chain took back a deposit that was spent; never positive. */
    PAYER_DEBT(true),
    /** What a provider owes: a fee that fell due after a payout, an upheld dispute beyond what it had. Never positive. */
    PROVIDER_DEBT(true),
    /** Set aside while a dispute is open. */
    PROVIDER_DISPUTED(true),
    /** What one chain's treasury owes another's after a payment crossed chains; zero over all chains. */
    TRANSIT(false),
    /** Left one chain's treasury by a bridge and has not arrived on the other. */
    IN_BRIDGE(false),
    /** What the platform itself has paid into a treasury, to bear what ways and quotes cost it. */
    PLATFORM_FUNDS(false);

    private final boolean owned;

    AccountType(boolean owned) {
        this.owned = owned;
    }

    /** Whether accounts of this type belong to a payer or provider. */
    public boolean isOwned() {
        return owned;
    }

    /** Whether accounts of this type are claims on their owner: at most zero, all others of an owner at least zero. */
    public boolean isDebt() {
        return this == PAYER_DEBT || this == PROVIDER_DEBT;
    }
}
