package io.fluxledger.settlement.track;

import io.fluxledger.settlement.plan.PayoutGate.ClaimMode;
import java.util.Set;

/**
 * What payouts of this deployment wait for.
 *
 * @param claims who claims
 * @param identityRequired whether only providers are paid whose identity check was approved
 * @param checked providers that are asked for their own figures, 0x-addresses in lower case
 * @param chainIds chains that can be paid on; empty when every chain can
 */
public record PayoutRules(ClaimMode claims, boolean identityRequired, Set<String> checked, Set<Long> chainIds) {
    /** Nothing: a planned payout is instructed. */
    public static final PayoutRules NONE = new PayoutRules(ClaimMode.AUTOMATIC, false, Set.of(), Set.of());

    public PayoutRules {
        checked = Set.copyOf(checked);
        chainIds = Set.copyOf(chainIds);
    }

    boolean serves(long chainId) {
        return chainIds.isEmpty() || chainIds.contains(chainId);
    }

    boolean isChecked(String provider) {
        return checked.contains(provider);
    }
}
