package io.fluxledger.settlement.track;

import io.fluxledger.events.KycStatusChanged;
import io.fluxledger.settlement.plan.PayoutState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a claim. */
public sealed interface ClaimAnswer {
    /**
     * The payouts are on their way.
     *
     * @param payoutIds those that this claim added, and those that were claimed before
     */
    record Claimed(List<String> payoutIds) implements ClaimAnswer {}

    /** The provider's identity check does not allow it. */
    record IdentityMissing(@Nullable KycStatusChanged identity) implements ClaimAnswer {}

    /** The payout is not there to be claimed. */
    record NotClaimable(PayoutState state) implements ClaimAnswer {}

    /** The provider has no such payout. */
    record Unknown() implements ClaimAnswer {}
}
