package io.fluxledger.pricing.check;

import io.fluxledger.pricing.PricingException;
import java.util.List;

/** Whether a receipt may be paid. */
public sealed interface CheckResult {
    /**
     * It agrees with everything that is known.
     *
     * @param priceVersion of the price list that it was checked against
     * @param expectedNanos what that list gives for the usage, nano-USDC
     */
    record Matches(long priceVersion, long expectedNanos) implements CheckResult {}

    /** It is to be held for review; all reasons, at least one. */
    record Held(List<HoldReason> reasons) implements CheckResult {
        public Held {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("held without a reason");
            }
        }
    }

    /** A call whose usage cannot be read is held. */
    static Held unreadable(PricingException e) {
        return new Held(
                List.of(new HoldReason(HoldReason.Code.USAGE_INVALID, e.field(), String.valueOf(e.getMessage()))));
    }
}
