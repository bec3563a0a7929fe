package io.fluxledger.settlement.track;

import io.fluxledger.events.PayoutShare;
import org.jspecify.annotations.Nullable;

/**
 * A window of one provider.
 *
 * @param share its part of the batch, once there is one
 * @param payout what it is paid in it, where it is
 */
public record ProviderWindow(
        ClosedWindow window,
        @Nullable PayoutShare share,
        @Nullable PayoutView payout) {}
