package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.pricing.ModelPrice;
import io.fluxledger.pricing.PriceBook;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.check.Tolerance;
import io.fluxledger.pricing.openrouter.ChatRequestSize;
import io.fluxledger.pricing.openrouter.GenerationClient;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a provider's calls cost, and what its receipts are held against.
 *
 * @param book prices of models, for calls whose body names one
 * @param perCallNanos price of every other call, nano-USDC
 * @param toolNanos prices of MCP tools by name, nano-USDC
 * @param tolerance how far a receipt may be from its price
 * @param generations the upstream's own record of what was generated
 */
record ProviderTerms(
        Optional<PriceBook> book,
        OptionalLong perCallNanos,
        Map<String, Long> toolNanos,
        Tolerance tolerance,
        Optional<GenerationClient> generations) {
    /** Terms of a provider without a price list: its receipt is taken, up to the lock. */
    static final ProviderTerms OPEN =
            new ProviderTerms(Optional.empty(), OptionalLong.empty(), Map.of(), Tolerance.USUAL, Optional.empty());

    ProviderTerms {
        toolNanos = Map.copyOf(toolNanos);
    }

    /**
     * A price that was stated.
     *
     * @param model where the price is of the price book
     * @param fixed whether the estimate is the price itself
     */
    record Price(Optional<String> model, long estimateNanos, long maximumNanos, boolean fixed) {
        static Price fixed(long nanos) {
            return new Price(Optional.empty(), nanos, nanos, true);
        }

        static Price upTo(long nanos) {
            return new Price(Optional.empty(), nanos, nanos, false);
        }
    }

    /**
     * The price of a call.
     *
     * @param request its body where it is JSON, else a missing node
     * @param budgetNanos what is locked where nothing else bounds the price
     * @throws ProblemException MODEL_NOT_OFFERED, MODEL_REQUIRED, or PRICE_UNBOUNDED naming the field that would bound it
     */
    Price ofCall(JsonNode request, long budgetNanos, Instant now) {
        String model = request.path("model").asText("");
        if (book.isPresent() && !model.isEmpty()) {
            return ofModel(book.get(), model, request, now);
        }
        if (perCallNanos.isPresent()) {
            return Price.fixed(perCallNanos.getAsLong());
        }
        if (book.isPresent()) {
            throw refused("MODEL_REQUIRED", "The model is not named", "model", "the price depends on the model");
        }
        return Price.upTo(budgetNanos);
    }

    /** The price of a call of an MCP tool. */
    Price ofTool(String tool, long budgetNanos) {
        Long own = toolNanos.get(tool);
        if (own != null) {
            return Price.fixed(own);
        }
        return perCallNanos.isPresent() ? Price.fixed(perCallNanos.getAsLong()) : Price.upTo(budgetNanos);
    }

    private static Price ofModel(PriceBook book, String model, JsonNode request, Instant now) {
        ModelPrice price = book.find(model, now)
                .map(PriceBook.Offer::price)
                .orElseThrow(() -> refused(
                        "MODEL_NOT_OFFERED",
                        "The model is not on offer",
                        "model",
                        "no price is in force for " + model));
        try {
            var size = ChatRequestSize.of(request, price, ChatRequestSize.Assumptions.USUAL);
            return new Price(Optional.of(model), price.estimateNanos(size), price.maximumNanos(size), false);
        } catch (PricingException e) {
            throw refused(
                    "PRICE_UNBOUNDED", "The price of the call has no bound", e.field(), String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException refused(String code, String title, String field, String detail) {
        return new ProblemException(Problem.of(422, code, title, detail).withField(field));
    }
}
