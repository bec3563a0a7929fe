package io.fluxledger.pricing.openrouter;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.pricing.ModelPrice;
import io.fluxledger.pricing.PriceList;
import io.fluxledger.pricing.PriceUnit;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.PricingException.Code;
import io.fluxledger.pricing.Rates;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the answer of OpenRouter's model list ({@code {"data": [{"id", "pricing": {...}, ...}]}}) as a price list. Prices are
 * decimal strings in USD for one token, request, image or search; {@code pricing.overrides} are prices from a number of
 * prompt tokens on.
 */
public final class ModelListImport {
    private static final int MAX_MODELS = 20_000;
    private static final int MAX_TIERS = 16;
    private static final String OVERRIDES = "overrides";
    private static final String MIN_PROMPT_TOKENS = "min_prompt_tokens";
    private static final BigDecimal DYNAMIC = BigDecimal.ONE.negate();

    /**
     * What was read.
     *
     * @param skipped models without a usable price
     * @param unknownPrices names of prices that no usage can be billed by; calls that cause them are held
     */
    public record Imported(PriceList list, List<Skipped> skipped, SortedSet<String> unknownPrices) {
        public Imported {
            skipped = List.copyOf(skipped);
            unknownPrices = Collections.unmodifiableSortedSet(unknownPrices);
        }
    }

    /**
     * A model that is not in the price list.
     *
     * @param field path of what is wrong in the document
     */
    public record Skipped(String model, String field, String why) {}

    private final Map<String, ModelPrice> models = new TreeMap<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final SortedSet<String> unknownPrices = new TreeSet<>();

    private ModelListImport() {}

    /**
     * Reads a list.
     *
     * @param version of the price list that it becomes
     * @throws PricingException when the document is no model list or has a model twice; one model's bad price only skips it
     */
    public static Imported read(byte[] document, long version, Instant effectiveFrom) {
        JsonNode data = JsonReader.parse(document, "model list").path("data");
        if (!data.isArray()) {
            throw new PricingException(Code.MISSING, "data", "must be an array");
        }
        if (data.size() > MAX_MODELS) {
            throw new PricingException(Code.TOO_LARGE, "data", "has more than " + MAX_MODELS + " models");
        }
        ModelListImport reading = new ModelListImport();
        for (int i = 0; i < data.size(); i++) {
            reading.model(data.get(i), "data[" + i + "].");
        }
        return new Imported(
                new PriceList(version, effectiveFrom, reading.models), reading.skipped, reading.unknownPrices);
    }

    private void model(JsonNode node, String at) {
        String id = JsonReader.text(node, "id", at + "id")
                .orElseThrow(() -> new PricingException(Code.MISSING, at + "id", "is missing"));
        JsonNode pricing = node.path("pricing");
        if (isDynamic(pricing.path("prompt"), at + "pricing.prompt")) {
            skipped.add(new Skipped(id, at + "pricing.prompt", "depends on the model that answers"));
            return;
        }
        ModelPrice price;
        try {
            price = price(id, node, at);
        } catch (PricingException e) {
            skipped.add(new Skipped(id, e.field(), String.valueOf(e.getMessage())));
            return;
        }
        if (models.put(id, price) != null) {
            throw new PricingException(Code.DUPLICATE, at + "id", id + " appears twice");
        }
    }

    /** Routers have -1 for a price that is only known when another model has answered. */
    private static boolean isDynamic(JsonNode price, String path) {
        try {
            return JsonReader.decimal(price, path)
                    .filter(usd -> usd.compareTo(DYNAMIC) == 0)
                    .isPresent();
        } catch (PricingException e) {
            // Malformed is not dynamic; reading the price itself reports it with its field.
            return false;
        }
    }

    private ModelPrice price(String id, JsonNode node, String at) {
        JsonNode pricing = node.path("pricing");
        if (!pricing.isObject()) {
            throw new PricingException(Code.MISSING, at + "pricing", "must be an object");
        }
        Rates base = rates(prices(pricing, at + "pricing."), at + "pricing.");
        JsonNode top = node.path("top_provider");
        return new ModelPrice(
                id,
                JsonReader.text(node, "canonical_slug", at + "canonical_slug"),
                base,
                tiers(pricing.path(OVERRIDES), base, at + "pricing." + OVERRIDES),
                JsonReader.count(node.path("context_length"), at + "context_length"),
                JsonReader.count(top.path("max_completion_tokens"), at + "top_provider.max_completion_tokens"));
    }

    private static Rates rates(Map<PriceUnit, BigDecimal> prices, String at) {
        try {
            return new Rates(prices);
        } catch (PricingException e) {
            throw inside(at, e);
        }
    }

    private static PricingException inside(String at, PricingException e) {
        String message = String.valueOf(e.getMessage());
        return new PricingException(
                e.code(), at + e.field(), message.substring(e.field().length()).strip());
    }

    private List<ModelPrice.Tier> tiers(JsonNode overrides, Rates base, String at) {
        List<ModelPrice.Tier> tiers = new ArrayList<>();
        if (JsonReader.isAbsent(overrides)) {
            return tiers;
        }
        if (!overrides.isArray() || overrides.size() > MAX_TIERS) {
            throw new PricingException(Code.MALFORMED, at, "must be an array of at most " + MAX_TIERS);
        }
        for (int i = 0; i < overrides.size(); i++) {
            String here = at + "[" + i + "].";
            JsonNode override = overrides.get(i);
            long min = JsonReader.count(override.path(MIN_PROMPT_TOKENS), here + MIN_PROMPT_TOKENS)
                    .orElseThrow(() -> new PricingException(Code.MISSING, here + MIN_PROMPT_TOKENS, "is missing"));
            tiers.add(new ModelPrice.Tier(min, tierRates(base, override, here)));
        }
        return tiers;
    }

    private Rates tierRates(Rates base, JsonNode override, String at) {
        Map<PriceUnit, BigDecimal> prices = prices(override, at);
        try {
            return base.with(prices);
        } catch (PricingException e) {
            throw inside(at, e);
        }
    }

    private Map<PriceUnit, BigDecimal> prices(JsonNode pricing, String at) {
        Map<PriceUnit, BigDecimal> prices = new EnumMap<>(PriceUnit.class);
        for (Map.Entry<String, JsonNode> member : pricing.properties()) {
            String name = member.getKey();
            if (name.equals(OVERRIDES) || name.equals(MIN_PROMPT_TOKENS)) {
                continue;
            }
            PriceUnit unit = PriceUnit.byListName(name).orElse(null);
            if (unit == null) {
                unknownPrices.add(name);
                continue;
            }
            JsonReader.decimal(member.getValue(), at + name).ifPresent(usd -> prices.put(unit, usd));
        }
        // A list that gives images the price of prompt tokens means the tokens of images, and the prompt has those
        // already.
        BigDecimal image = prices.get(PriceUnit.IMAGE);
        BigDecimal prompt = prices.get(PriceUnit.PROMPT_TOKEN);
        if (image != null && prompt != null && image.compareTo(prompt) == 0) {
            prices.remove(PriceUnit.IMAGE);
        }
        return prices;
    }
}
