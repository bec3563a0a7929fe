package io.fluxledger.intake.gateway;

import io.fluxledger.intake.gateway.ProviderDirectory.Listing;
import org.jspecify.annotations.Nullable;

/**
 * A call with its price, as it is offered to the caller.
 *
 * @param url of the resource that is paid for
 * @param description for people
 * @param estimateNanos what the call will probably cost, nano-USDC; not above the maximum
 * @param maxNanos what is locked, nano-USDC
 * @param model where the price depends on one
 */
record PricedCall(
        Listing provider,
        String url,
        String description,
        long estimateNanos,
        long maxNanos,
        @Nullable String model) {}
