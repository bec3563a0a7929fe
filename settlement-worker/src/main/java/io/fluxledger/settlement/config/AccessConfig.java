package io.fluxledger.settlement.config;

import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Settings;
import io.fluxledger.runtime.access.Callers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who may ask the worker for what.
 *
 * @param callers providers, auditors and operators, by key or token
 * @param operatorKeySha256 hash of the operator's own key; empty when there is none
 */
public record AccessConfig(Callers callers, Optional<byte[]> operatorKeySha256) {
    private static final int SHA256_BYTES = 32;

    /** Keys of {@link Callers} and {@code operator.key.sha256.file}. */
    static AccessConfig from(Settings settings) {
        return new AccessConfig(Callers.from(settings), operatorKey(settings.string("operator.key.sha256.file", "")));
    }

    /** Whether anybody may be known here: then operators' routes want somebody. */
    public boolean isConfigured() {
        return callers.areConfigured() || operatorKeySha256.isPresent();
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
