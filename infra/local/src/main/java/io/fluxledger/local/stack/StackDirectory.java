package io.fluxledger.local.stack;

import io.fluxledger.servers.CacheDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where a stack keeps everything.
 *
 * @param root the data directory
 */
public record StackDirectory(Path root) {
    private static final String MARKER = "stack.json";

    public StackDirectory {
        root = root.toAbsolutePath().normalize();
    }

    public Path stackFile() {
        return root.resolve(MARKER);
    }

    public Path lockFile() {
        return root.resolve("stack.lock");
    }

    public Path chainsFile() {
        return root.resolve("chains.json");
    }

    /** The encrypted token; missing where payouts are plain. */
    public Path encryptedFile() {
        return root.resolve("encrypted.json");
    }

    /** An encryption key, itself encrypted. */
    public Path encryptionKey(String name) {
        return keys().resolve(name + ".eerc");
    }

    /** Password of the encryption keys of this stack. */
    public Path encryptionPassword() {
        return keys().resolve("eerc.password");
    }

    /** The prover's program, where it is not run from the repository. */
    public Path proverHome() {
        return root.resolve("prover");
    }

    public Path providersFile() {
        return root.resolve("providers.json");
    }

    /** Where the worker asks providers what they did. */
    public Path usageEndpoints() {
        return root.resolve("usage-endpoints.json");
    }

    /** Price book of the gateway; its lists are beside it. */
    public Path priceBook() {
        return root.resolve("prices.json");
    }

    public Path keys() {
        return root.resolve("keys");
    }

    /** Keys of the demo provider's accounts. */
    public Path providerKeys() {
        return root.resolve("demo-provider");
    }

    public Path key(String name) {
        return keys().resolve(name + ".key");
    }

    /** Key of whoever may use intake's operator routes. */
    public Path operatorKey() {
        return key("operator-api");
    }

    /** The text of that key. */
    public String readOperatorKey() {
        try {
            return Files.readString(operatorKey()).trim();
        } catch (IOException e) {
            throw new StackException("cannot read " + operatorKey() + "; ./ledger up makes it", e);
        }
    }

    /** SHA-256 of that key, all that intake knows of it. */
    public Path operatorKeyHash() {
        return keys().resolve("operator-api.sha256");
    }

    /** Key of an auditor, in {@link #apiKeys()} by its hash. */
    public Path auditorKey() {
        return key("auditor-api");
    }

    /** The text of that key. */
    public String readAuditorKey() {
        try {
            return Files.readString(auditorKey()).trim();
        } catch (IOException e) {
            throw new StackException("cannot read " + auditorKey() + "; ./ledger up makes it", e);
        }
    }

    /** Signs what the worker tells the KYC portal. */
    public Path kycNotificationSecret() {
        return keys().resolve("kyc-notifications.secret");
    }

    /** Signs what the KYC portal tells the worker. */
    public Path kycStatusSecret() {
        return keys().resolve("kyc-statuses.secret");
    }

    /** By which leaves of what is owed are salted. */
    public Path liabilitiesSecrets() {
        return keys().resolve("liabilities.secrets");
    }

    /** Hashes of callers' keys. */
    public Path apiKeys() {
        return keys().resolve("api-keys");
    }

    public Path log(String part) {
        return root.resolve("logs").resolve(part + ".log");
    }

    public Path state(String part) {
        return root.resolve("state").resolve(part);
    }

    public Path config(String service) {
        return root.resolve("services").resolve(service + ".properties");
    }

    /**
     * Deletes all of it.
     *
     * @throws StackException when the directory has files and is not a stack's
     */
    public void clear() {
        if (!Files.exists(root)) {
            return;
        }
        try {
            if (!Files.exists(stackFile()) && !Files.exists(lockFile()) && !isEmpty()) {
                throw new StackException(root + " has files and is not a ledger's data directory; not deleted");
            }
            CacheDirectory.delete(root);
        } catch (IOException e) {
            throw new StackException("cannot delete " + root + ": " + e.getMessage(), e);
        }
    }

    /** Makes the directories that programs expect. */
    public void create() {
        try {
            for (Path path :
                    new Path[] {root, keys(), providerKeys(), root.resolve("logs"), root.resolve("services")}) {
                Files.createDirectories(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + root, e);
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.findAny().isEmpty();
        }
    }
}
