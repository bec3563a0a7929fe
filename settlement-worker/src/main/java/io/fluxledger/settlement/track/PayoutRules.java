package io.fluxledger.settlement.track;

import io.fluxledger.settlement.plan.PayoutGate.ClaimMode;
import java.util.Set;

/**
 * What payouts of this deployment wait for.
 *
 * @param claims who claims
 * @param identityRequired whether only providers are paid whose identity check was approved
 * @param checked providers that are asked for their own figures, 0x-addresses in lower case
 */
public record PayoutRules(ClaimMode claims, boolean identityRequired, Set<String> checked) {
    /** Nothing: a planned payout is instructed. */
    public static final PayoutRules NONE = new PayoutRules(ClaimMode.AUTOMATIC, false, Set.of());

    public PayoutRules {
        checked = Set.copyOf(checked);
    }

    boolean isChecked(String provider) {
        return checked.contains(provider);
    }
}
