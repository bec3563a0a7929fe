package io.fluxledger.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.ChainsFile.Bridge;
import io.fluxledger.runtime.ChainsFile.Chain;
import io.fluxledger.runtime.ChainsFile.Domain;
import io.fluxledger.runtime.ChainsFile.Token;
import io.fluxledger.runtime.KnownChains.KnownChain;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** chains.json as it is written down: what a known chain's name says can be left out. */
final class ChainsJson {
    private static final Set<String> FILE_FIELDS = Set.of("homeChainId", "domain", "chains");
    private static final Set<String> DOMAIN_FIELDS = Set.of("name", "version", "chainId", "verifyingContract");
    private static final Set<String> BRIDGE_FIELDS = Set.of("name", "address", "destinations");
    private static final Set<String> TOKEN_FIELDS = Set.of("symbol", "address", "decimals");
    private static final Set<String> CHAIN_FIELDS = Set.of(
            "chainId",
            "name",
            "rpcUrl",
            "rpcUrls",
            "usdc",
            "usdcName",
            "usdcVersion",
            "escrow",
            "collector",
            "audit",
            "treasury",
            "operator",
            "confirmations",
            "nativeCurrency",
            "blockTimeMs",
            "finalityS",
            "gasCeilingGwei",
            "congestionGwei",
            "bridges",
            "swapPool",
            "tokens");

    private ChainsJson() {}

    /** @throws ConfigurationException naming the field */
    static ChainsFile read(JsonNode file) {
        requireKnown("", file, FILE_FIELDS);
        JsonNode domain = required("", file, "domain");
        requireKnown("domain.", domain, DOMAIN_FIELDS);
        List<Chain> chains = new ArrayList<>();
        for (JsonNode chain : required("", file, "chains")) {
            chains.add(chain(chain, "chains[" + chains.size() + "]."));
        }
        return new ChainsFile(
                integer("", file, "homeChainId"),
                new Domain(
                        text("domain.", domain, "name"),
                        text("domain.", domain, "version"),
                        integer("domain.", domain, "chainId"),
                        text("domain.", domain, "verifyingContract")),
                chains);
    }

    static JsonNode write(ChainsFile file) {
        ObjectNode root = Json.STRICT.createObjectNode().put("homeChainId", file.homeChainId());
        root.putObject("domain")
                .put("name", file.domain().name())
                .put("version", file.domain().version())
                .put("chainId", file.domain().chainId())
                .put("verifyingContract", file.domain().verifyingContract());
        ArrayNode chains = root.putArray("chains");
        file.chains().forEach(chain -> chains.add(write(chain)));
        return root;
    }

    private static Chain chain(JsonNode json, String at) {
        requireKnown(at, json, CHAIN_FIELDS);
        KnownChain known = known(json, at);
        ChainTraits traits = known == null ? ChainTraits.UNKNOWN : known.traits();
        return new Chain(
                known == null ? integer(at, json, "chainId") : known.chainId(),
                text(at, json, "name", known, KnownChain::name),
                rpcUrls(json, at),
                text(at, json, "usdc", known, KnownChain::usdc),
                // Empty: the chain says it at start.
                known == null
                        ? text(at, json, "usdcName")
                        : text(at, json, "usdcName", known, k -> k.usdcName().orElse("")),
                text(at, json, "usdcVersion", known, KnownChain::usdcVersion),
                text(at, json, "escrow"),
                text(at, json, "collector"),
                text(at, json, "audit"),
                text(at, json, "treasury"),
                text(at, json, "operator"),
                Math.toIntExact(
                        known == null
                                ? integer(at, json, "confirmations")
                                : integer(at, json, "confirmations", known.confirmations())),
                new ChainTraits(
                        text(at, json, "nativeCurrency", traits, ChainTraits::nativeCurrency),
                        integer(at, json, "blockTimeMs", traits.blockTimeMs()),
                        integer(at, json, "finalityS", traits.finalityS()),
                        integer(at, json, "gasCeilingGwei", traits.gasCeilingGwei()),
                        integer(at, json, "congestionGwei", traits.congestionGwei())),
                bridges(json.path("bridges"), at + "bridges"),
                json.hasNonNull("swapPool") ? Optional.of(text(at, json, "swapPool")) : Optional.empty(),
                tokens(json.path("tokens"), at + "tokens"));
    }

    /** The chain of the list that is meant; a name of the list with another chain's id is a mistake that would cost money. */
    private static @Nullable KnownChain known(JsonNode json, String at) {
        Optional<KnownChain> named =
                json.hasNonNull("name") ? KnownChains.byName(text(at, json, "name")) : Optional.empty();
        if (!json.hasNonNull("chainId")) {
            return named.orElseThrow(
                    () -> new ConfigurationException(at + "chainId is missing, and name is none of the known chains: "
                            + KnownChains.all().stream().map(KnownChain::name).toList()));
        }
        long chainId = integer(at, json, "chainId");
        if (named.isPresent() && named.get().chainId() != chainId) {
            throw new ConfigurationException("%schainId of %s is %d, not %d"
                    .formatted(at, named.get().name(), named.get().chainId(), chainId));
        }
        return KnownChains.byId(chainId).orElse(null);
    }

    private static List<URI> rpcUrls(JsonNode json, String at) {
        if (json.hasNonNull("rpcUrl") == json.hasNonNull("rpcUrls")) {
            throw new ConfigurationException(at + "rpcUrls must be given, or rpcUrl, and not both");
        }
        List<URI> urls = new ArrayList<>();
        if (json.hasNonNull("rpcUrl")) {
            urls.add(uri(at + "rpcUrl", json.path("rpcUrl")));
        }
        for (JsonNode url : json.path("rpcUrls")) {
            urls.add(uri(at + "rpcUrls[" + urls.size() + "]", url));
        }
        return urls;
    }

    private static URI uri(String field, JsonNode value) {
        try {
            return URI.create(value.asText());
        } catch (IllegalArgumentException e) {
            // Not the value: addresses of nodes often carry a key.
            throw new ConfigurationException(field + " must be an http URL");
        }
    }

    private static List<Bridge> bridges(JsonNode json, String at) {
        List<Bridge> bridges = new ArrayList<>();
        for (JsonNode bridge : json) {
            String here = at + "[" + bridges.size() + "].";
            requireKnown(here, bridge, BRIDGE_FIELDS);
            List<Long> destinations = new ArrayList<>();
            for (JsonNode destination : required(here, bridge, "destinations")) {
                destinations.add(destination.longValue());
            }
            bridges.add(new Bridge(text(here, bridge, "name"), text(here, bridge, "address"), destinations));
        }
        return bridges;
    }

    private static List<Token> tokens(JsonNode json, String at) {
        List<Token> tokens = new ArrayList<>();
        for (JsonNode token : json) {
            String here = at + "[" + tokens.size() + "].";
            requireKnown(here, token, TOKEN_FIELDS);
            tokens.add(new Token(
                    text(here, token, "symbol"),
                    text(here, token, "address"),
                    Math.toIntExact(integer(here, token, "decimals"))));
        }
        return tokens;
    }

    private static ObjectNode write(Chain chain) {
        ObjectNode json = Json.STRICT.createObjectNode();
        json.put("chainId", chain.chainId()).put("name", chain.name());
        ArrayNode urls = json.putArray("rpcUrls");
        chain.rpcUrls().forEach(url -> urls.add(url.toString()));
        json.put("usdc", chain.usdc())
                .put("usdcName", chain.usdcName())
                .put("usdcVersion", chain.usdcVersion())
                .put("escrow", chain.escrow())
                .put("collector", chain.collector())
                .put("audit", chain.audit())
                .put("treasury", chain.treasury())
                .put("operator", chain.operator())
                .put("confirmations", chain.confirmations())
                .put("nativeCurrency", chain.traits().nativeCurrency())
                .put("blockTimeMs", chain.traits().blockTimeMs())
                .put("finalityS", chain.traits().finalityS())
                .put("gasCeilingGwei", chain.traits().gasCeilingGwei())
                .put("congestionGwei", chain.traits().congestionGwei());
        ArrayNode bridges = json.putArray("bridges");
        for (Bridge bridge : chain.bridges()) {
            ArrayNode destinations = bridges.addObject()
                    .put("name", bridge.name())
                    .put("address", bridge.address())
                    .putArray("destinations");
            bridge.destinations().forEach(destinations::add);
        }
        chain.swapPool().ifPresent(pool -> json.put("swapPool", pool));
        ArrayNode tokens = json.putArray("tokens");
        chain.tokens()
                .forEach(token -> tokens.addObject()
                        .put("symbol", token.symbol())
                        .put("address", token.address())
                        .put("decimals", token.decimals()));
        return json;
    }

    private static void requireKnown(String at, JsonNode json, Set<String> fields) {
        if (!json.isObject()) {
            throw new ConfigurationException(at + " must be an object");
        }
        for (var field : json.properties()) {
            if (!fields.contains(field.getKey())) {
                throw new ConfigurationException(at + field.getKey() + " is no field of chains.json");
            }
        }
    }

    private static JsonNode required(String at, JsonNode json, String field) {
        if (!json.hasNonNull(field)) {
            throw new ConfigurationException(at + field + " is missing");
        }
        return json.path(field);
    }

    private static String text(String at, JsonNode json, String field) {
        JsonNode value = required(at, json, field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new ConfigurationException(at + field + " must be a text");
        }
        return value.textValue();
    }

    private static <T> String text(
            String at, JsonNode json, String field, @Nullable T otherwise, Function<T, String> of) {
        return json.hasNonNull(field) || otherwise == null ? text(at, json, field) : of.apply(otherwise);
    }

    private static long integer(String at, JsonNode json, String field) {
        JsonNode value = required(at, json, field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new ConfigurationException(at + field + " must be a whole number");
        }
        return value.longValue();
    }

    private static long integer(String at, JsonNode json, String field, long otherwise) {
        return json.hasNonNull(field) ? integer(at, json, field) : otherwise;
    }
}
