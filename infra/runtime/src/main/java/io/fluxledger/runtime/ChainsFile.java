package io.fluxledger.runtime;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The chains of a deployment, as they stand in {@code chains.json}. A chain of {@link KnownChains} is described by its name,
 * its nodes and our own accounts and contracts on it.
 *
 * @param homeChainId chain whose id is in the EIP-712 domain
 * @param domain EIP-712 domain of the ledger's own typed data
 */
public record ChainsFile(long homeChainId, Domain domain, List<Chain> chains) {
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final List<String> SCHEMES = List.of("http", "https");
    private static final int MAX_RPC_URLS = 8;
    private static final int MAX_DECIMALS = 36;

    /** EIP-712 domain. */
    public record Domain(String name, String version, long chainId, String verifyingContract) {}

    /**
     * A bridge that starts on a chain.
     *
     * @param destinations ids of the chains that it reaches
     */
    public record Bridge(String name, String address, List<Long> destinations) {
        public Bridge {
            destinations = List.copyOf(destinations);
        }
    }

    /** A token beside USDC. */
    public record Token(String symbol, String address, int decimals) {}

    /**
     * A chain.
     *
     * @param rpcUrls its nodes, the preferred first
     * @param usdcName EIP-712 name of the token, as the token says; empty until {@link ChainStart} has asked it
     * @param usdcVersion EIP-712 version of the token
     * @param treasury account that holds the credits' USDC
     * @param operator account that operates the escrow
     * @param confirmations blocks on top of a transaction's block from which on it counts as final
     * @param bridges those that start here, the preferred first
     * @param swapPool where USDC is swapped for the other tokens
     * @param tokens that providers may be paid in, beside USDC
     */
    public record Chain(
            long chainId,
            String name,
            List<URI> rpcUrls,
            String usdc,
            String usdcName,
            String usdcVersion,
            String escrow,
            String collector,
            String audit,
            String treasury,
            String operator,
            int confirmations,
            ChainTraits traits,
            List<Bridge> bridges,
            Optional<String> swapPool,
            List<Token> tokens) {
        public Chain {
            rpcUrls = List.copyOf(rpcUrls);
            bridges = List.copyOf(bridges);
            tokens = List.copyOf(tokens);
        }

        /** A chain with one node, without bridges and other tokens. */
        public Chain(
                long chainId,
                String name,
                URI rpcUrl,
                String usdc,
                String usdcName,
                String usdcVersion,
                String escrow,
                String collector,
                String audit,
                String treasury,
                String operator,
                int confirmations) {
            this(
                    chainId,
                    name,
                    List.of(rpcUrl),
                    usdc,
                    usdcName,
                    usdcVersion,
                    escrow,
                    collector,
                    audit,
                    treasury,
                    operator,
                    confirmations,
                    KnownChains.byId(chainId)
                            .map(KnownChains.KnownChain::traits)
                            .orElse(ChainTraits.UNKNOWN),
                    List.of(),
                    Optional.empty(),
                    List.of());
        }

        /** The preferred node. */
        public URI rpcUrl() {
            return rpcUrls.getFirst();
        }

        /** The same chain with the token's name as the token says it. */
        Chain withUsdcName(String name) {
            return new Chain(
                    chainId,
                    this.name,
                    rpcUrls,
                    usdc,
                    name,
                    usdcVersion,
                    escrow,
                    collector,
                    audit,
                    treasury,
                    operator,
                    confirmations,
                    traits,
                    bridges,
                    swapPool,
                    tokens);
        }

        /** The same chain with what else is on it. */
        public Chain with(List<Bridge> otherBridges, String otherSwapPool, List<Token> otherTokens) {
            return new Chain(
                    chainId,
                    name,
                    rpcUrls,
                    usdc,
                    usdcName,
                    usdcVersion,
                    escrow,
                    collector,
                    audit,
                    treasury,
                    operator,
                    confirmations,
                    traits,
                    otherBridges,
                    Optional.of(otherSwapPool),
                    otherTokens);
        }
    }

    public ChainsFile {
        chains = List.copyOf(chains);
    }

    /**
     * Reads and checks the file.
     *
     * @throws ConfigurationException naming the field
     */
    public static ChainsFile read(Path file) {
        ChainsFile read;
        try {
            read = ChainsJson.read(Json.STRICT.readTree(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new ConfigurationException("cannot read " + file + ": " + e.getMessage(), e);
        }
        read.check();
        return read;
    }

    /** Writes the file, whole or not at all. */
    public void write(Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.write(next, Json.STRICT.writerWithDefaultPrettyPrinter().writeValueAsBytes(ChainsJson.write(this)));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The chain with that id. */
    public Optional<Chain> chain(long chainId) {
        return chains.stream().filter(c -> c.chainId() == chainId).findFirst();
    }

    private void check() {
        if (chain(homeChainId).isEmpty()) {
            throw new ConfigurationException("homeChainId " + homeChainId + " is none of the chains");
        }
        if (domain.chainId() != homeChainId) {
            throw new ConfigurationException(
                    "domain.chainId must be homeChainId " + homeChainId + ", not " + domain.chainId());
        }
        address("domain.verifyingContract", domain.verifyingContract());
        Set<Long> ids = new HashSet<>();
        for (Chain chain : chains) {
            if (!ids.add(chain.chainId())) {
                throw new ConfigurationException("chains[" + chain.chainId() + "].chainId appears twice");
            }
        }
        chains.forEach(chain -> checkChain("chains[" + chain.chainId() + "].", chain));
    }

    private void checkChain(String at, Chain chain) {
        if (chain.confirmations() < 1) {
            throw new ConfigurationException(at + "confirmations must be at least 1");
        }
        if (chain.rpcUrls().isEmpty() || chain.rpcUrls().size() > MAX_RPC_URLS) {
            throw new ConfigurationException(at + "rpcUrls must be 1 to " + MAX_RPC_URLS + " URLs");
        }
        for (URI url : chain.rpcUrls()) {
            if (!SCHEMES.contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
                throw new ConfigurationException(at + "rpcUrls must be http URLs, not of scheme " + url.getScheme());
            }
        }
        positive(at + "blockTimeMs", chain.traits().blockTimeMs());
        positive(at + "finalityS", chain.traits().finalityS());
        positive(at + "congestionGwei", chain.traits().congestionGwei());
        if (chain.traits().gasCeilingGwei() < chain.traits().congestionGwei()) {
            throw new ConfigurationException(at + "gasCeilingGwei must be at least congestionGwei "
                    + chain.traits().congestionGwei() + ", not "
                    + chain.traits().gasCeilingGwei());
        }
        address(at + "usdc", chain.usdc());
        address(at + "escrow", chain.escrow());
        address(at + "collector", chain.collector());
        address(at + "audit", chain.audit());
        address(at + "treasury", chain.treasury());
        address(at + "operator", chain.operator());
        chain.swapPool().ifPresent(pool -> address(at + "swapPool", pool));
        for (Token token : chain.tokens()) {
            address(at + "tokens[" + token.symbol() + "].address", token.address());
            if (token.decimals() < 0 || token.decimals() > MAX_DECIMALS) {
                throw new ConfigurationException(
                        at + "tokens[" + token.symbol() + "].decimals must be 0 to " + MAX_DECIMALS);
            }
        }
        for (Bridge bridge : chain.bridges()) {
            address(at + "bridges[" + bridge.name() + "].address", bridge.address());
            for (long destination : bridge.destinations()) {
                if (destination == chain.chainId() || chain(destination).isEmpty()) {
                    throw new ConfigurationException(at + "bridges[" + bridge.name() + "].destinations has chain "
                            + destination + ", which is no other chain of the file");
                }
            }
        }
    }

    private static void positive(String field, long value) {
        if (value < 1) {
            throw new ConfigurationException(field + " must be at least 1");
        }
    }

    private static void address(String field, String value) {
        if (!ADDRESS.matcher(value).matches()) {
            throw new ConfigurationException(field + " must be 0x and 40 hex digits, not \"" + value + "\"");
        }
    }
}
