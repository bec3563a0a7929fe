package io.fluxledger.local.stack;

import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** Private keys of a local stack: random, one file each, readable by their owner only. */
final class LocalKeys {
    static final String TREASURY = "treasury";
    static final String OPERATOR = "operator";

    private LocalKeys() {}

    /** Reads the key, creating it when there is none. */
    static PrivateKey ensure(Path file, SecureRandom random) {
        try {
            if (!Files.exists(file)) {
                write(file, PrivateKey.generate(random));
            }
            return PrivateKey.readFile(file);
        } catch (IOException e) {
            throw new StackException("cannot read or write the key file " + file, e);
        }
    }

    private static void write(Path file, PrivateKey key) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(partial, key.exposeHex());
        Files.move(partial, file);
    }
}
