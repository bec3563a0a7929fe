package io.fluxledger.settlement.notify;

import io.fluxledger.settlement.plan.PayoutState;
import io.fluxledger.settlement.plan.SettlementIds;
import java.util.Optional;

/** What the KYC portal is told about a payout, once each. */
public enum NotificationKind {
    HELD("payout.held"),
    CLAIMABLE("payout.claimable"),
    CARRIED("payout.carried"),
    PAID("payout.paid"),
    RETURNED("payout.returned"),
    REJECTED("payout.rejected");

    private final String type;

    NotificationKind(String type) {
        this.type = type;
    }

    /** What a payout that has come there is told as; empty where it is not. */
    public static Optional<NotificationKind> of(PayoutState state) {
        return switch (state) {
            case CHECKING, IN_FLIGHT -> Optional.empty();
            case HELD -> Optional.of(HELD);
            case CLAIMABLE, CLAIMED, INSTRUCTED -> Optional.of(CLAIMABLE);
            case CARRIED -> Optional.of(CARRIED);
            case PAID -> Optional.of(PAID);
            case RETURNED -> Optional.of(RETURNED);
            case REJECTED -> Optional.of(REJECTED);
        };
    }

    /** The message's type. */
    public String type() {
        return type;
    }

    /** Id of the message about that payout: the same whoever makes it, and whenever. */
    public String messageId(String payoutId) {
        return "msg_"
                + SettlementIds.event("notification:" + type, payoutId)
                        .toString()
                        .replace("-", "");
    }
}
