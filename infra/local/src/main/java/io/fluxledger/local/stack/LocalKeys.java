package io.fluxledger.local.stack;

import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** Private keys of a local stack: random, one file each, readable by their owner only. */
final class LocalKeys {
    static final String TREASURY = "treasury";
    static final String OPERATOR = "operator";
    /** Of the bridge; two of them must sign. */
    static final List<String> ATTESTERS = List.of("attester-1", "attester-2", "attester-3");

    private static final int OPERATOR_KEY_BYTES = 32;

    private LocalKeys() {}

    /** Reads the key, creating it when there is none. */
    static PrivateKey ensure(Path file, SecureRandom random) {
        try {
            if (!Files.exists(file)) {
                write(file, PrivateKey.generate(random).exposeHex());
            }
            return PrivateKey.readFile(file);
        } catch (IOException e) {
            throw new StackException("cannot read or write the key file " + file, e);
        }
    }

    /** A random key for intake's operator routes and its SHA-256, in hex; what is there stays. */
    static void ensureOperatorKey(Path key, Path hash) {
        try {
            if (!Files.exists(key)) {
                byte[] secret = new byte[OPERATOR_KEY_BYTES];
                new SecureRandom().nextBytes(secret);
                write(key, HexFormat.of().formatHex(secret));
            }
            byte[] text = Files.readString(key).trim().getBytes(StandardCharsets.UTF_8);
            Files.writeString(
                    hash,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(text)));
        } catch (IOException e) {
            throw new StackException("cannot read or write the key file " + key, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The file with the hashes of callers' keys, empty at first; what is there stays. */
    static void ensureApiKeys(Path file) {
        try {
            if (!Files.exists(file)) {
                write(file, "");
            }
        } catch (IOException e) {
            throw new StackException("cannot write " + file, e);
        }
    }

    private static void write(Path file, String secret) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(partial, secret);
        Files.move(partial, file);
    }
}
