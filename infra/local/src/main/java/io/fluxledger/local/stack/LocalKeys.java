package io.fluxledger.local.stack;

import io.fluxledger.runtime.access.ApiKey;
import io.fluxledger.runtime.access.Role;
import io.fluxledger.settlement.notify.WebhookSecret;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Private keys of a local stack: random, one file each, readable by their owner only. */
final class LocalKeys {
    static final String TREASURY = "treasury";
    static final String OPERATOR = "operator";
    /** Of the bridge; two of them must sign. */
    static final List<String> ATTESTERS = List.of("attester-1", "attester-2", "attester-3");

    /** Makes encrypted payouts, and nothing else. */
    static final String PAYOUTS = "payouts";
    /** Reads every encrypted amount. */
    static final String AUDITOR = "auditor";
    /** Names the auditor. */
    static final String EERC_OWNER = "eerc-owner";

    static final String EERC_DEPLOYER = "eerc-deployer";

    private static final int SECRET_BYTES = 32;

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
                byte[] secret = new byte[SECRET_BYTES];
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

    /** A random password; what is there stays. */
    static void ensurePassword(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] secret = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(secret);
                write(file, HexFormat.of().formatHex(secret));
            }
        } catch (IOException e) {
            throw new StackException("cannot read or write the password file " + file, e);
        }
    }

    /** A random secret of signed webhooks; what is there stays. */
    static void ensureWebhookSecret(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] secret = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(secret);
                write(file, WebhookSecret.text(secret));
            }
        } catch (IOException e) {
            throw new StackException("cannot write " + file, e);
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

    /** A key of an auditor, which reads all that the services answer; what is there stays, also when it was revoked. */
    static void ensureAuditorKey(Path key, Path apiKeys) {
        try {
            if (!Files.exists(key)) {
                ApiKey.Made made = ApiKey.make(Role.AUDITOR, Optional.empty(), new SecureRandom());
                List<String> lines = new ArrayList<>(Files.readAllLines(apiKeys));
                lines.add(made.key().line());
                // First the hash: a start that is cut off in between leaves a line for a key that nobody has.
                Files.write(apiKeys, lines);
                write(key, made.secret());
            }
        } catch (IOException e) {
            throw new StackException("cannot read or write the key file " + key, e);
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
