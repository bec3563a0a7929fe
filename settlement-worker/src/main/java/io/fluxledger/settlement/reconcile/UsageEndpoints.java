package io.fluxledger.settlement.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Json;
import io.fluxledger.signatures.EthAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where providers tell what they did, from a file: a JSON array of {@code {"provider", "url", "tokenFile"?}}. */
public final class UsageEndpoints {
    /** Nobody is asked. */
    public static final UsageEndpoints NONE = new UsageEndpoints(Map.of());

    private static final int MAX_ENDPOINTS = 100_000;

    private final Map<String, Endpoint> byProvider;

    /**
     * One provider's.
     *
     * @param token what is sent as bearer token; empty when the provider wants none
     */
    public record Endpoint(String provider, URI url, Optional<String> token) {
        /** Without the token. */
        @Override
        public String toString() {
            return provider + " " + url;
        }
    }

    private UsageEndpoints(Map<String, Endpoint> byProvider) {
        this.byProvider = Map.copyOf(byProvider);
    }

    /**
     * Reads the file.
     *
     * @throws ConfigurationException naming the entry that is none
     */
    public static UsageEndpoints read(Path file) {
        try {
            JsonNode array = Json.STRICT.readTree(Files.readAllBytes(file));
            if (!array.isArray() || array.size() > MAX_ENDPOINTS) {
                throw new ConfigurationException(file + " must be an array of at most " + MAX_ENDPOINTS + " endpoints");
            }
            Map<String, Endpoint> byProvider = new LinkedHashMap<>();
            for (int i = 0; i < array.size(); i++) {
                Endpoint endpoint = endpoint(array.get(i), file + " entry " + (i + 1), file);
                if (byProvider.put(endpoint.provider(), endpoint) != null) {
                    throw new ConfigurationException(file + " has " + endpoint.provider() + " twice");
                }
            }
            return new UsageEndpoints(byProvider);
        } catch (IOException e) {
            throw new ConfigurationException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static Endpoint endpoint(JsonNode entry, String where, Path file) throws IOException {
        try {
            URI url = URI.create(entry.path("url").asText());
            if (!OutsideUrl.isUsable(url) || url.getRawQuery() != null) {
                throw new ConfigurationException(
                        where + " needs a url with http or https, with a host and without query and fragment");
            }
            String tokenFile = entry.path("tokenFile").asText("");
            if (!tokenFile.isEmpty() && !OutsideUrl.keepsSecrets(url)) {
                throw new ConfigurationException(
                        where + " sends a token, so its url must be https, or of this machine");
            }
            return new Endpoint(
                    EthAddress.parse(entry.path("provider").asText()).toString().toLowerCase(Locale.ROOT),
                    url,
                    tokenFile.isEmpty()
                            ? Optional.empty()
                            : Optional.of(Files.readString(file.resolveSibling(tokenFile))
                                    .trim()));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(where + ": " + e.getMessage(), e);
        }
    }

    /** Providers that are asked, 0x-addresses in lower case. */
    public Set<String> providers() {
        return byProvider.keySet();
    }

    @Nullable
    Endpoint of(String provider) {
        return byProvider.get(provider);
    }
}
