package io.fluxledger.settlement.track;

import io.fluxledger.events.KycStatusChanged;
import io.fluxledger.settlement.plan.PayoutGate.ClaimMode;
import io.fluxledger.settlement.plan.ProviderState;
import org.jspecify.annotations.Nullable;

/**
 * A provider as its portal shows it.
 *
 * @param unservedChainId chain that it wants to be paid on and that nothing is paid on here; 0 where there is no such thing
 * @param identity what was last said about its identity check; null when nothing was
 * @param mayReceive whether payouts may leave, as far as the identity check goes
 * @param claims who claims its payouts
 * @param running what it did since its last window
 * @param claimableMicros there for it, micro-USDC
 * @param heldMicros being checked or held, micro-USDC
 * @param underWayMicros claimed and not final, micro-USDC
 * @param paidMicros final, in the windows that are kept, micro-USDC
 */
public record ProviderView(
        String provider,
        ProviderState state,
        long unservedChainId,
        @Nullable KycStatusChanged identity,
        boolean mayReceive,
        ClaimMode claims,
        RunningUsage running,
        long claimableMicros,
        long heldMicros,
        long underWayMicros,
        long paidMicros) {}
