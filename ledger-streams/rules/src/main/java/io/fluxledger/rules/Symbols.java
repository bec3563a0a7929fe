package io.fluxledger.rules;

/** The symbols of enums that are kept as their positions, which are therefore append only. */
final class Symbols {
    static final IntentStatus[] INTENT_STATUS = IntentStatus.values();
    static final Funding[] FUNDING = Funding.values();
    static final PayoutMode[] PAYOUT_MODE = PayoutMode.values();

    private Symbols() {}
}
