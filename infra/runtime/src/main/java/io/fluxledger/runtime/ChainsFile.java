package io.fluxledger.runtime;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
 * The chains of a deployment, as they stand in {@code chains.json}.
 *
 * @param homeChainId chain whose id is in the EIP-712 domain
 * @param domain EIP-712 domain of the ledger's own typed data
 */
public record ChainsFile(long homeChainId, Domain domain, List<Chain> chains) {
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final List<String> SCHEMES = List.of("http", "https");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** EIP-712 domain. */
    public record Domain(String name, String version, long chainId, String verifyingContract) {}

    /**
     * A chain.
     *
     * @param usdcName EIP-712 name of the token, as the token says
     * @param usdcVersion EIP-712 version of the token
     * @param treasury account that holds the credits' USDC
     * @param operator account that operates the escrow
     * @param confirmations blocks on top of a transaction's block from which on it counts as final
     */
    public record Chain(
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
            int confirmations) {}

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
            read = JSON.readValue(Files.readAllBytes(file), ChainsFile.class);
        } catch (IOException e) {
            throw new ConfigurationException("cannot read " + file + ": " + e.getMessage(), e);
        }
        read.check();
        return read;
    }

    /** Writes the file, whole or not at all. */
    public void write(Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.write(next, JSON.writeValueAsBytes(this));
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
            String at = "chains[" + chain.chainId() + "].";
            if (!ids.add(chain.chainId())) {
                throw new ConfigurationException(at + "chainId appears twice");
            }
            if (chain.confirmations() < 1) {
                throw new ConfigurationException(at + "confirmations must be at least 1");
            }
            if (!SCHEMES.contains(String.valueOf(chain.rpcUrl().getScheme()))
                    || chain.rpcUrl().getHost() == null) {
                throw new ConfigurationException(at + "rpcUrl must be an http URL, not \"" + chain.rpcUrl() + "\"");
            }
            address(at + "usdc", chain.usdc());
            address(at + "escrow", chain.escrow());
            address(at + "collector", chain.collector());
            address(at + "audit", chain.audit());
            address(at + "treasury", chain.treasury());
            address(at + "operator", chain.operator());
        }
    }

    private static void address(String field, String value) {
        if (!ADDRESS.matcher(value).matches()) {
            throw new ConfigurationException(field + " must be 0x and 40 hex digits, not \"" + value + "\"");
        }
    }
}
