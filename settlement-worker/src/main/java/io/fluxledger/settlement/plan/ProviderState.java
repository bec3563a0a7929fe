package io.fluxledger.settlement.plan;

import java.util.Locale;

/** States of a provider in a settlement cycle, as the portal shows them. */
public enum ProviderState {
    /** Answers calls; nothing of an earlier window is open. */
    SERVING_REQUESTS,
    /** A window is closed and counted; its batch is not planned. */
    METRICS_COLLECTED,
    /** Its payout is planned and not free yet: it is being checked, or held. */
    PAYOUT_CALCULATED,
    /** There is something to claim, or on its way. */
    FUNDS_CLAIMABLE;

    /** What a payout in that state makes of its provider. */
    public static ProviderState of(PayoutState payout) {
        return switch (payout) {
            case CHECKING, HELD -> PAYOUT_CALCULATED;
            case CLAIMABLE, CLAIMED, INSTRUCTED, IN_FLIGHT -> FUNDS_CLAIMABLE;
            case CARRIED, PAID, RETURNED, REJECTED -> SERVING_REQUESTS;
        };
    }

    /** The one that is further on. */
    public ProviderState or(ProviderState other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** As it is written outside: lower case with underscores. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
