package io.fluxledger.pricing.check;

import java.time.Instant;

/**
 * What a provider's signed receipt says about one call.
 *
 * @param model as the caller asked for it, so that a provider cannot choose its price
 * @param usedNanos nano-USDC
 * @param pricedAt when the gateway stated the price; not the provider's clock
 */
public record StatedReceipt(String model, long usedNanos, long inputTokens, long outputTokens, Instant pricedAt) {}
