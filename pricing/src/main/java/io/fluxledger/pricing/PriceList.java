package io.fluxledger.pricing;

import io.fluxledger.pricing.PricingException.Code;
import java.time.Instant;
import java.util.Map;

/**
 * Prices of models from a moment on. A model that is not in it is not on offer while it is in force.
 *
 * @param version names the list for ever; from 1 on
 * @param effectiveFrom first moment at which it is in force
 * @param models prices by model id
 */
public record PriceList(long version, Instant effectiveFrom, Map<String, ModelPrice> models) {
    /** @throws PricingException when the version is not positive or there is no model */
    public PriceList {
        models = Map.copyOf(models);
        if (version <= 0) {
            throw new PricingException(Code.MALFORMED, "version", "must be 1 or above");
        }
        if (models.isEmpty()) {
            throw new PricingException(Code.MISSING, "models", "are none");
        }
    }
}
