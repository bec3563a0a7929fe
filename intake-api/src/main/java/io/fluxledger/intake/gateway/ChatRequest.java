package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.intake.gateway.ProviderDirectory.Listing;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.math.BigDecimal;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The body of a metered call.
 *
 * @param maxBudgetNanos what the call may cost at the most, whole micro-USDC
 */
record ChatRequest(
        Listing provider,
        String model,
        String prompt,
        long maxBudgetNanos,
        @Nullable JsonNode usedNanos) {
    private static final String DEFAULT_MODEL = "gpt-4o-mini";
    private static final long NANOS_PER_MICRO = 1_000;

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
                budget == null ? provider.maxBudgetNanos() : nanos(budget),
                body.get("usedNanos"));
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

    private static long nanos(String budget) {
        long nanos;
        try {
            nanos = new BigDecimal(budget).movePointRight(9).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
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
