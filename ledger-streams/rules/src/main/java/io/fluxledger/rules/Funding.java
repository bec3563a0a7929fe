package io.fluxledger.rules;

/** Where an intent's money stands: prepaid credits, or the payer's own authorization in the Nexus escrow. */
public enum Funding {
    CREDITS,
    ESCROW
}
