package io.fluxledger.pricing.openrouter;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.PricingException.Code;
import io.fluxledger.pricing.TokenUsage;
import io.fluxledger.pricing.check.Confirmation;
import io.fluxledger.pricing.check.UpstreamUsage;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What OpenRouter recorded of one generation: the {@code data} of {@code GET /api/v1/generation?id=}.
 *
 * @param usage tokens as the model's own tokenizer counts them, and the cost
 */
public record Generation(String id, String model, UpstreamUsage usage) {
    private static final String COST = "data.total_cost";

    /** As evidence for a receipt. */
    public Confirmation.Confirmed confirmed() {
        return new Confirmation.Confirmed(model, usage);
    }

    /** @throws PricingException naming the field */
    static Generation parse(JsonNode answer) {
        JsonNode data = answer.path("data");
        if (!data.isObject()) {
            throw new PricingException(Code.MISSING, "data", "must be an object");
        }
        BigDecimal cost = JsonReader.decimal(data.path("total_cost"), COST)
                .orElseThrow(() -> new PricingException(Code.MISSING, COST, "is missing"));
        if (cost.signum() < 0) {
            throw new PricingException(Code.NEGATIVE, COST, "must not be negative");
        }
        TokenUsage tokens = new TokenUsage(
                required(data, "native_tokens_prompt"),
                optional(data, "native_tokens_cached"),
                0,
                0,
                required(data, "native_tokens_completion"),
                optional(data, "native_tokens_reasoning"),
                0,
                optional(data, "native_tokens_completion_images"),
                0,
                0);
        return new Generation(
                text(data, "id"), text(data, "model"), new UpstreamUsage(tokens, Optional.of(cost.add(ownKey(data)))));
    }

    /** With a key of the caller's own, the upstream's bill stands beside OpenRouter's. */
    private static BigDecimal ownKey(JsonNode data) {
        if (!data.path("is_byok").asBoolean(false)) {
            return BigDecimal.ZERO;
        }
        String path = "data.upstream_inference_cost";
        BigDecimal cost = JsonReader.decimal(data.path("upstream_inference_cost"), path)
                .orElseThrow(() -> new PricingException(Code.MISSING, path, "is missing beside is_byok"));
        if (cost.signum() < 0) {
            throw new PricingException(Code.NEGATIVE, path, "must not be negative");
        }
        return cost;
    }

    private static String text(JsonNode data, String name) {
        return JsonReader.text(data, name, "data." + name)
                .orElseThrow(() -> new PricingException(Code.MISSING, "data." + name, "is missing"));
    }

    private static long required(JsonNode data, String name) {
        return JsonReader.count(data.path(name), "data." + name)
                .orElseThrow(() -> new PricingException(Code.MISSING, "data." + name, "is missing"));
    }

    private static long optional(JsonNode data, String name) {
        return JsonReader.count(data.path(name), "data." + name).orElse(0);
    }
}
