package io.fluxledger.pricing.openrouter;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.PricingException.Code;
import io.fluxledger.pricing.TokenUsage;
import io.fluxledger.pricing.check.UpstreamUsage;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The {@code usage} of an answer, of OpenAI or OpenRouter: {@code prompt_tokens}, {@code completion_tokens}, their details,
 * {@code total_tokens}, {@code cost} in USD. Details that are absent are 0.
 */
public final class UsageObject {
    private static final String PROMPT_DETAILS = "prompt_tokens_details";
    private static final String COMPLETION_DETAILS = "completion_tokens_details";
    private static final String COST = "cost";
    private static final String OWN_KEY = "is_byok";
    private static final String UPSTREAM_COST = "upstream_inference_cost";
    private static final String TOTAL = "total_tokens";

    private UsageObject() {}

    /** @throws PricingException naming the field that is missing, negative or contradicts another */
    public static UpstreamUsage parse(JsonNode usage) {
        if (!usage.isObject()) {
            throw new PricingException(Code.MISSING, "usage", "must be an object");
        }
        JsonNode prompt = usage.path(PROMPT_DETAILS);
        JsonNode completion = usage.path(COMPLETION_DETAILS);
        TokenUsage tokens = new TokenUsage(
                required(usage, TokenUsage.PROMPT),
                optional(prompt.path("cached_tokens"), TokenUsage.CACHED),
                optional(prompt.path("cache_write_tokens"), TokenUsage.CACHE_WRITE),
                optional(prompt.path("audio_tokens"), TokenUsage.AUDIO),
                required(usage, TokenUsage.COMPLETION),
                optional(completion.path("reasoning_tokens"), TokenUsage.REASONING),
                optional(completion.path("audio_tokens"), TokenUsage.AUDIO_OUTPUT),
                optional(completion.path("image_tokens"), TokenUsage.IMAGE_OUTPUT),
                0,
                optional(usage.path("server_tool_use").path("web_search_requests"), TokenUsage.WEB_SEARCHES));
        checkTotal(usage, tokens);
        return new UpstreamUsage(tokens, cost(usage));
    }

    private static void checkTotal(JsonNode usage, TokenUsage tokens) {
        OptionalLong total = JsonReader.count(usage.path(TOTAL), TOTAL);
        long sum = tokens.promptTokens() + tokens.completionTokens();
        if (total.isPresent() && total.getAsLong() != sum) {
            throw new PricingException(
                    Code.INCONSISTENT, TOTAL, "is " + total.getAsLong() + ", prompt and completion have " + sum);
        }
    }

    /** With a key of the caller's own, {@code cost} is OpenRouter's fee alone and the upstream's bill stands beside it. */
    private static Optional<BigDecimal> cost(JsonNode usage) {
        Optional<BigDecimal> cost = notNegative(usage.path(COST), COST);
        if (!usage.path(OWN_KEY).asBoolean(false)) {
            return cost;
        }
        String path = "cost_details." + UPSTREAM_COST;
        BigDecimal upstream = notNegative(usage.path("cost_details").path(UPSTREAM_COST), path)
                .orElseThrow(() -> new PricingException(Code.MISSING, path, "is missing beside " + OWN_KEY));
        return Optional.of(cost.orElse(BigDecimal.ZERO).add(upstream));
    }

    private static Optional<BigDecimal> notNegative(JsonNode value, String path) {
        Optional<BigDecimal> number = JsonReader.decimal(value, path);
        if (number.isPresent() && number.get().signum() < 0) {
            throw new PricingException(Code.NEGATIVE, path, "must not be negative");
        }
        return number;
    }

    private static long required(JsonNode usage, String name) {
        return JsonReader.count(usage.path(name), name)
                .orElseThrow(() -> new PricingException(Code.MISSING, name, "is missing"));
    }

    private static long optional(JsonNode value, String path) {
        return JsonReader.count(value, path).orElse(0);
    }
}
