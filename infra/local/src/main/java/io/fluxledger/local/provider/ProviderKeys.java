package io.fluxledger.local.provider;

import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The accounts that the demo provider signs for: every key file of a directory, new ones too. */
final class ProviderKeys {
    private final Path directory;
    private final Map<EthAddress, PrivateKey> keys = new ConcurrentHashMap<>();

    ProviderKeys(Path directory) {
        this.directory = directory;
        read();
    }

    Optional<PrivateKey> of(EthAddress provider) {
        PrivateKey known = keys.get(provider);
        if (known == null) {
            read();
            known = keys.get(provider);
        }
        return Optional.ofNullable(known);
    }

    private synchronized void read() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.key")) {
            for (Path file : files) {
                PrivateKey key = PrivateKey.readFile(file);
                keys.put(key.address(), key);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the provider keys in " + directory, e);
        }
    }
}
