package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.gateway.ProviderDirectory.Listing;
import io.fluxledger.runtime.DecimalAmount;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The body of a metered chat.
 *
 * @param budgetNanos what the caller wants to spend at the most, whole micro-USDC
 * @param maxTokens most tokens of the answer
 * @param stream whether the answer shall come in server-sent events
 */
record ChatRequest(
        Listing provider,
        String model,
        String prompt,
        OptionalLong budgetNanos,
        OptionalLong maxTokens,
        boolean stream) {
    private static final String DEFAULT_MODEL = "gpt-4o-mini";
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MAX_TOKENS = 1L << 31;

    static ChatRequest parse(JsonNode body, ProviderDirectory providers, LongPredicate knownChain) {
        if (!body.isObject()) {
            throw new ProblemException(
                    Problem.of(400, "INVALID_TYPE", "Invalid body", "the body must be a JSON object"));
        }
        Listing provider = payoutChain(body, providers.find(text(body, "provider")), knownChain);
        String prompt = text(body, "prompt");
        if (prompt == null || prompt.isEmpty()) {
            throw invalid("MISSING_FIELD", "prompt", "prompt is required");
        }
        String model = text(body, "model");
        String budget = text(body, "maxBudget");
        return new ChatRequest(
                provider,
                model == null ? DEFAULT_MODEL : model,
                prompt,
                budget == null ? OptionalLong.empty() : OptionalLong.of(nanos(budget)),
                maxTokens(body.path("maxTokens")),
                stream(body.path("stream")));
    }

    /** What the price depends on, in the form of a completion's request. */
    ObjectNode sized() {
        ObjectNode sized = Json.STRICT.createObjectNode();
        sized.put("model", model);
        sized.put("prompt", prompt);
        maxTokens.ifPresent(tokens -> sized.put("max_tokens", tokens));
        return sized;
    }

    /** What is locked where nothing but a budget bounds the price. */
    long openBudgetNanos() {
        return budgetNanos.orElse(provider.maxBudgetNanos());
    }

    /** The provider as this call wants it to be paid. */
    private static Listing payoutChain(JsonNode body, Listing provider, LongPredicate knownChain) {
        JsonNode chainId = body.path("payoutChainId");
        if (chainId.isMissingNode() || chainId.isNull()) {
            return provider;
        }
        if (!chainId.isIntegralNumber() || !chainId.canConvertToLong()) {
            throw invalid("INVALID_TYPE", "payoutChainId", "payoutChainId must be a whole number");
        }
        if (!knownChain.test(chainId.longValue())) {
            throw new ProblemException(Problem.of(
                            422, "UNKNOWN_CHAIN", "Unknown chain", "payoutChainId is none of this deployment's chains")
                    .withField("payoutChainId"));
        }
        return provider.paidOn(chainId.longValue());
    }

    private static OptionalLong maxTokens(JsonNode tokens) {
        if (tokens.isMissingNode() || tokens.isNull()) {
            return OptionalLong.empty();
        }
        if (!tokens.isIntegralNumber() || !tokens.canConvertToLong()) {
            throw invalid("INVALID_TYPE", "maxTokens", "maxTokens must be a whole number");
        }
        if (tokens.longValue() < 1 || tokens.longValue() > MAX_TOKENS) {
            throw invalid("NUMBER_OUT_OF_RANGE", "maxTokens", "must be from 1 to " + MAX_TOKENS);
        }
        return OptionalLong.of(tokens.longValue());
    }

    private static boolean stream(JsonNode stream) {
        if (stream.isMissingNode() || stream.isNull()) {
            return false;
        }
        if (!stream.isBoolean()) {
            throw invalid("INVALID_TYPE", "stream", "stream must be true or false");
        }
        return stream.booleanValue();
    }

    private static long nanos(String budget) {
        long nanos;
        try {
            nanos = DecimalAmount.units(budget, 9);
        } catch (NumberFormatException e) {
            throw invalid("INVALID_AMOUNT", "maxBudget", "a decimal string in USDC, for example \"0.05\"");
        }
        if (nanos <= 0 || nanos % NANOS_PER_MICRO != 0) {
            throw invalid("INVALID_AMOUNT", "maxBudget", "must be positive, in whole micro-USDC");
        }
        return nanos;
    }

    private static @Nullable String text(JsonNode body, String field) {
        JsonNode value = body.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid("INVALID_TYPE", field, field + " must be a string");
        }
        return value.asText();
    }

    private static ProblemException invalid(String code, String field, String detail) {
        return new ProblemException(
                Problem.of(400, code, "Invalid request", detail).withField(field));
    }
}
