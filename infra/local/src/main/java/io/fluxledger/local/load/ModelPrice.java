package io.fluxledger.local.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.local.stack.StackException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;

/**
 * What a model costs.
 *
 * @param inputUsdc USDC for each token read, exact
 * @param outputUsdc USDC for each token generated, exact
 */
public record ModelPrice(String model, BigDecimal inputUsdc, BigDecimal outputUsdc) {
    /** Used when no price list is given: 0.15 and 0.60 USD per million tokens. */
    public static final ModelPrice DEFAULT =
            new ModelPrice("0.15/0.60 per million tokens", new BigDecimal("0.00000015"), new BigDecimal("0.0000006"));

    private static final int NANO_DIGITS = 9;

    /**
     * Reads a model's price from a saved answer of the OpenRouter models API.
     *
     * @throws StackException when the list has no such model or no price for it
     */
    public static ModelPrice read(Path file, String model) {
        JsonNode list;
        try {
            list = new ObjectMapper().readTree(file.toFile()).path("data");
        } catch (IOException e) {
            throw new StackException("cannot read the price list " + file + ": " + e.getMessage(), e);
        }
        for (JsonNode entry : list) {
            if (entry.path("id").asText().equals(model)) {
                JsonNode pricing = entry.path("pricing");
                try {
                    return new ModelPrice(
                            model,
                            new BigDecimal(pricing.path("prompt").asText()),
                            new BigDecimal(pricing.path("completion").asText()));
                } catch (NumberFormatException e) {
                    throw new StackException(model + " has no token price in " + file, e);
                }
            }
        }
        throw new StackException("%s has no model %s, only %d others".formatted(file, model, list.size()));
    }

    /** Price of a call; parts of a nano-USDC are rounded up, and at least one nano is charged. */
    public long nanos(Trace.Call call) {
        BigDecimal usdc = inputUsdc
                .multiply(BigDecimal.valueOf(call.inputTokens()))
                .add(outputUsdc.multiply(BigDecimal.valueOf(call.outputTokens())));
        return Math.max(
                1,
                usdc.movePointRight(NANO_DIGITS)
                        .setScale(0, RoundingMode.CEILING)
                        .longValueExact());
    }
}
