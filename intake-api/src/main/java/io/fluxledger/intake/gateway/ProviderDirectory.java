package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.pricing.PriceBook;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.check.Tolerance;
import io.fluxledger.pricing.openrouter.GenerationClient;
import io.fluxledger.pricing.openrouter.PriceBookFile;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.DecimalAmount;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EthAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The providers that the gateway forwards to, from {@code providers.json}: an array of {@code {name, address, url,
 * payoutChainId, maxBudget, prices?: {book?, perCall?, tools?}, tolerance?: {amount?, ppm?, tokens?}, generations?: {url,
 * keyFile}}}. Files are beside it; amounts are decimal strings in USDC. The first provider is the default.
 */
public final class ProviderDirectory {
    private static final GenerationClient.Limits GENERATIONS = new GenerationClient.Limits(
            6,
            Duration.ofSeconds(3),
            Duration.ofMillis(250),
            Duration.ofSeconds(2),
            ReceiptCheck.CONFIRMATION_LIMIT,
            64 * 1_024,
            64);

    /**
     * A provider.
     *
     * @param url of all that it serves; its MCP server is at {@code mcp} below
     * @param maxBudgetNanos what a call locks at the most when the caller names no budget, nano-USDC
     */
    public record Listing(
            String name, EthAddress address, URI url, long payoutChainId, long maxBudgetNanos, ProviderTerms terms) {
        /** The same provider, paid on that chain. */
        Listing paidOn(long chainId) {
            return new Listing(name, address, url, chainId, maxBudgetNanos, terms);
        }

        /** Something that it serves; the path begins without a slash. */
        URI at(String path) {
            String base = url.toString();
            return URI.create((base.endsWith("/") ? base : base + "/") + path);
        }
    }

    private final List<Listing> providers;

    private ProviderDirectory(List<Listing> providers) {
        this.providers = List.copyOf(providers);
    }

    /** Reads the file and the price books that it names. */
    public static ProviderDirectory read(Path file) {
        List<Listing> providers = new ArrayList<>();
        Map<String, PriceBook> books = new HashMap<>();
        try {
            for (JsonNode node : Json.STRICT.readTree(Files.readAllBytes(file))) {
                providers.add(new Listing(
                        node.required("name").asText(),
                        EthAddress.parse(node.required("address").asText()),
                        url(node.required("url").asText()),
                        node.required("payoutChainId").asLong(),
                        nanos(node.required("maxBudget")),
                        terms(node, file, books)));
            }
        } catch (IOException | IllegalArgumentException | ArithmeticException | PricingException e) {
            throw new ConfigurationException("cannot read " + file + ": " + e.getMessage(), e);
        }
        if (providers.isEmpty()) {
            throw new ConfigurationException(file + " names no provider");
        }
        return new ProviderDirectory(providers);
    }

    private static URI url(String text) {
        URI url = URI.create(text);
        if (url.getHost() == null || url.getQuery() != null || url.getFragment() != null) {
            throw new IllegalArgumentException("url must have a host and no query: " + text);
        }
        return url;
    }

    private static ProviderTerms terms(JsonNode node, Path file, Map<String, PriceBook> books) throws IOException {
        JsonNode prices = node.path("prices");
        Optional<PriceBook> book = Optional.empty();
        if (prices.has("book")) {
            String name = prices.get("book").asText();
            PriceBook known = books.get(name);
            if (known == null) {
                known = PriceBookFile.read(file.resolveSibling(name)).book();
                books.put(name, known);
            }
            book = Optional.of(known);
        }
        Map<String, Long> tools = new HashMap<>();
        for (Map.Entry<String, JsonNode> tool : prices.path("tools").properties()) {
            tools.put(tool.getKey(), nanos(tool.getValue()));
        }
        return new ProviderTerms(
                book,
                prices.has("perCall") ? OptionalLong.of(nanos(prices.get("perCall"))) : OptionalLong.empty(),
                tools,
                tolerance(node.path("tolerance")),
                generations(node.path("generations"), file));
    }

    private static Tolerance tolerance(JsonNode node) {
        Tolerance usual = Tolerance.USUAL;
        return new Tolerance(
                node.has("amount") ? nanos(node.get("amount")) : usual.amountNanos(),
                node.path("ppm").asLong(usual.amountPpm()),
                node.path("tokens").asLong(usual.tokens()));
    }

    private static Optional<GenerationClient> generations(JsonNode node, Path file) throws IOException {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        String key = Files.readString(
                        file.resolveSibling(node.required("keyFile").asText()))
                .trim();
        return Optional.of(new GenerationClient(url(node.required("url").asText()), key, GENERATIONS));
    }

    private static long nanos(JsonNode usdc) {
        long nanos = DecimalAmount.units(usdc.asText(), 9);
        if (nanos < 0) {
            throw new IllegalArgumentException("an amount is negative: " + usdc.asText());
        }
        return nanos;
    }

    /**
     * The provider with that name or address; the first for null.
     *
     * @throws ProblemException UNKNOWN_PROVIDER
     */
    Listing find(@Nullable String nameOrAddress) {
        if (nameOrAddress == null) {
            return providers.getFirst();
        }
        return providers.stream()
                .filter(p ->
                        p.name().equals(nameOrAddress) || p.address().toString().equalsIgnoreCase(nameOrAddress))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "UNKNOWN_PROVIDER", "Unknown provider", "no provider " + nameOrAddress)
                                .withField("provider")));
    }
}
