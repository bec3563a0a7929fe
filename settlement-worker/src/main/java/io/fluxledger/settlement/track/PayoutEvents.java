package io.fluxledger.settlement.track;

import io.fluxledger.events.PayoutDecided;
import io.fluxledger.events.UsageChecked;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.settlement.plan.PayoutGate;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What came to be known about one payout beside the ledger. Not thread-safe. */
final class PayoutEvents {
    private @Nullable UsageChecked check;
    private @Nullable PayoutDecided decision;
    private boolean checkAgain;
    private boolean claimed;
    private final Map<UUID, PayoutDecided> decisions = new HashMap<>();

    void checked(UsageChecked event) {
        check = event;
        checkAgain = false;
    }

    void decided(PayoutDecided event) {
        if (decisions.putIfAbsent(EventHeaders.uuid(event.getDecisionId()), event) != null) {
            return;
        }
        switch (event.getDecision()) {
            case RELEASE, ADJUST, CARRY -> {
                decision = event;
            }
            case RECHECK -> {
                decision = null;
                checkAgain = true;
            }
        }
    }

    void claimed() {
        claimed = true;
    }

    boolean isClaimed() {
        return claimed;
    }

    @Nullable
    UsageChecked check() {
        return check;
    }

    @Nullable
    PayoutDecided decision() {
        return decision;
    }

    /** The decision of that id. */
    @Nullable
    PayoutDecided decision(UUID id) {
        return decisions.get(id);
    }

    PayoutGate.Check checkOf(boolean asked) {
        UsageChecked last = check;
        if (!asked) {
            return PayoutGate.Check.NOT_ASKED;
        }
        if (last == null || checkAgain) {
            return PayoutGate.Check.RUNNING;
        }
        return switch (last.getResult()) {
            case MATCHED -> PayoutGate.Check.PASSED;
            case DIFFERENT, UNREACHABLE, REFUSED, MALFORMED -> PayoutGate.Check.FAILED;
        };
    }

    PayoutGate.Decision decided() {
        PayoutDecided last = decision;
        if (last == null) {
            return PayoutGate.Decision.NONE;
        }
        return switch (last.getDecision()) {
            case RELEASE, ADJUST -> PayoutGate.Decision.RELEASED;
            case CARRY -> PayoutGate.Decision.CARRIED;
            case RECHECK -> PayoutGate.Decision.NONE;
        };
    }

    /** What of the planned amount is to be paid, micro-USDC. */
    long amountMicros(long plannedMicros) {
        return amountMicros(plannedMicros, Long.MAX_VALUE);
    }

    /** The same as it stood at that time of the log. */
    long amountMicros(long plannedMicros, long clockMs) {
        PayoutDecided last = decision;
        if (last == null || last.getAtMs() > clockMs) {
            return plannedMicros;
        }
        return switch (last.getDecision()) {
            case RELEASE, RECHECK -> plannedMicros;
            case ADJUST -> last.getAmountMicros();
            case CARRY -> 0;
        };
    }
}
