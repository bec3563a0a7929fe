package io.fluxledger.settlement.config;

import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Settings;
import io.fluxledger.runtime.access.ApiKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who may ask the worker for what.
 *
 * @param keys keys of providers, auditors and operators
 * @param operatorKeySha256 hash of the operator's own key; empty when there is none
 */
public record AccessConfig(ApiKeys keys, Optional<byte[]> operatorKeySha256) {
    private static final int SHA256_BYTES = 32;

    /** Keys {@code api.keys.file} and {@code operator.key.sha256.file}. */
    static AccessConfig from(Settings settings) {
        String keys = settings.string("api.keys.file", "");
        return new AccessConfig(
                keys.isEmpty() ? ApiKeys.NONE : ApiKeys.read(Path.of(keys)),
                operatorKey(settings.string("operator.key.sha256.file", "")));
    }

    /** Whether anybody has a key here: then operators' routes want one. */
    public boolean isConfigured() {
        return keys != ApiKeys.NONE || operatorKeySha256.isPresent();
    }

    private static Optional<byte[]> operatorKey(String file) {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] hash =
                    HexFormat.of().parseHex(Files.readString(Path.of(file)).trim());
            if (hash.length == SHA256_BYTES) {
                return Optional.of(hash);
            }
            throw new ConfigurationException("operator.key.sha256.file must hold 64 hex digits: " + file);
        } catch (IOException | IllegalArgumentException e) {
            // The cause may quote what stands in the file.
            throw new ConfigurationException("operator.key.sha256.file must hold 64 hex digits: " + file);
        }
    }
}
