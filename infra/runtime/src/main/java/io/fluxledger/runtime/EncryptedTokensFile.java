package io.fluxledger.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where payouts are encrypted: the eERC-20 deployments beside chains.json, as they stand in their own file. */
public record EncryptedTokensFile(List<EncryptedToken> tokens) {
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Set<String> FIELDS =
            Set.of("chainId", "registrar", "encryptedErc", "payoutAccount", "depositMicros", "plainAllowed");

    /**
     * The encrypted token of a chain's USDC. Addresses are lower-case 0x-hex.
     *
     * @param registrar where accounts register their encryption keys
     * @param encryptedErc the encrypted token
     * @param payoutAccount account that batch payouts are made from, and no other
     * @param depositMicros what is deposited at a time, micro-USDC: always the same, so that deposits say little of a batch
     * @param plainAllowed whether a provider that has no key registered is paid openly; otherwise its payouts wait until it has
     */
    public record EncryptedToken(
            long chainId,
            String registrar,
            String encryptedErc,
            String payoutAccount,
            long depositMicros,
            boolean plainAllowed) {}

    public EncryptedTokensFile {
        tokens = List.copyOf(tokens);
    }

    /**
     * Reads and checks the file.
     *
     * @throws ConfigurationException naming the field
     */
    public static EncryptedTokensFile read(Path file) {
        JsonNode json;
        try {
            json = Json.STRICT.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ConfigurationException("cannot read " + file + ": " + e.getMessage(), e);
        }
        if (!json.isObject()
                || !json.path("tokens").isArray()
                || json.path("tokens").isEmpty()) {
            // A file that says nothing would have everything paid openly.
            throw new ConfigurationException("tokens must be a list of at least one encrypted token");
        }
        requireKnown("", json, Set.of("tokens"));
        List<EncryptedToken> tokens = new ArrayList<>();
        Set<Long> chains = new HashSet<>();
        for (JsonNode token : json.path("tokens")) {
            String at = "tokens[" + tokens.size() + "].";
            tokens.add(token(at, token));
            if (!chains.add(tokens.getLast().chainId())) {
                throw new ConfigurationException(at + "chainId appears twice");
            }
        }
        return new EncryptedTokensFile(tokens);
    }

    private static EncryptedToken token(String at, JsonNode json) {
        if (!json.isObject()) {
            throw new ConfigurationException(at.substring(0, at.length() - 1) + " must be an object");
        }
        requireKnown(at, json, FIELDS);
        JsonNode plainAllowed = json.path("plainAllowed");
        if (!plainAllowed.isMissingNode() && !plainAllowed.isBoolean()) {
            throw new ConfigurationException(at + "plainAllowed must be true or false, not " + plainAllowed);
        }
        return new EncryptedToken(
                positive(at, json, "chainId"),
                address(at, json, "registrar"),
                address(at, json, "encryptedErc"),
                address(at, json, "payoutAccount"),
                positive(at, json, "depositMicros"),
                plainAllowed.asBoolean(true));
    }

    private static void requireKnown(String at, JsonNode json, Set<String> fields) {
        for (var field : json.properties()) {
            if (!fields.contains(field.getKey())) {
                throw new ConfigurationException(at + field.getKey() + " is no known field");
            }
        }
    }

    private static long positive(String at, JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 1) {
            throw new ConfigurationException(at + field + " must be a whole number of at least 1");
        }
        return value.asLong();
    }

    private static String address(String at, JsonNode json, String field) {
        String value = json.path(field).asText();
        if (!ADDRESS.matcher(value).matches()) {
            throw new ConfigurationException(at + field + " must be 0x and 40 hex digits, not \"" + value + "\"");
        }
        return value.toLowerCase(Locale.ROOT);
    }

    /** Writes the file, whole or not at all. */
    public void write(Path file) throws IOException {
        ObjectNode root = Json.STRICT.createObjectNode();
        ArrayNode list = root.putArray("tokens");
        for (EncryptedToken token : tokens) {
            list.addObject()
                    .put("chainId", token.chainId())
                    .put("registrar", token.registrar())
                    .put("encryptedErc", token.encryptedErc())
                    .put("payoutAccount", token.payoutAccount())
                    .put("depositMicros", token.depositMicros())
                    .put("plainAllowed", token.plainAllowed());
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.write(next, Json.STRICT.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The encrypted token of that chain, where there is one. */
    public Optional<EncryptedToken> token(long chainId) {
        return tokens.stream().filter(token -> token.chainId() == chainId).findFirst();
    }
}
