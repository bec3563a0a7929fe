package io.fluxledger.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The public chains that a deployment can name instead of describing them. */
public final class KnownChains {
    private static final String RESOURCE = "/chains/known-chains.json";
    private static final List<KnownChain> ALL = read();

    /**
     * A public chain.
     *
     * @param name short name, as chains.json says it
     * @param usdcName EIP-712 name of its USDC; empty where only the chain says it for certain
     * @param confirmations blocks on top from which on a transaction is final
     * @param source where this is from
     */
    public record KnownChain(
            long chainId,
            String name,
            String title,
            boolean testnet,
            String usdc,
            Optional<String> usdcName,
            String usdcVersion,
            int confirmations,
            ChainTraits traits,
            String source) {}

    private KnownChains() {}

    /** In the order of the list. */
    public static List<KnownChain> all() {
        return ALL;
    }

    public static Optional<KnownChain> byName(String name) {
        return ALL.stream().filter(chain -> chain.name().equals(name)).findFirst();
    }

    public static Optional<KnownChain> byId(long chainId) {
        return ALL.stream().filter(chain -> chain.chainId() == chainId).findFirst();
    }

    private static List<KnownChain> read() {
        try (InputStream in = KnownChains.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            List<KnownChain> chains = new ArrayList<>();
            for (JsonNode chain : Json.STRICT.readTree(in).required("chains")) {
                chains.add(known(chain));
            }
            return List.copyOf(chains);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }

    private static KnownChain known(JsonNode chain) {
        return new KnownChain(
                chain.required("chainId").longValue(),
                chain.required("name").textValue(),
                chain.required("title").textValue(),
                chain.required("testnet").booleanValue(),
                chain.required("usdc").textValue(),
                Optional.ofNullable(chain.path("usdcName").textValue()),
                chain.required("usdcVersion").textValue(),
                chain.required("confirmations").intValue(),
                new ChainTraits(
                        chain.required("nativeCurrency").textValue(),
                        chain.required("blockTimeMs").longValue(),
                        chain.required("finalityS").longValue(),
                        chain.required("gasCeilingGwei").longValue(),
                        chain.required("congestionGwei").longValue()),
                chain.required("source").textValue());
    }
}
