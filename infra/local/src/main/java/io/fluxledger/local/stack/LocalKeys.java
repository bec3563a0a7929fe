package io.fluxledger.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Keys;
import org.web3j.utils.Numeric;

/** Private keys of a local stack: random, one file each, readable by their owner only. */
public final class LocalKeys {
    public static final String TREASURY = "treasury";
    public static final String OPERATOR = "operator";

    private LocalKeys() {}

    /** Reads the key, creating it when there is none. */
    public static Credentials ensure(Path file) {
        return Files.exists(file) ? read(file) : write(file, fresh());
    }

    /** A new random account that is not kept. */
    public static Credentials fresh() {
        try {
            return Credentials.create(Keys.createEcKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot create a key", e);
        }
    }

    public static Credentials read(Path file) {
        try {
            return Credentials.create(Files.readString(file).strip());
        } catch (IOException e) {
            throw new StackException("cannot read the key file " + file, e);
        }
    }

    /** Writes a new key file. */
    public static Credentials write(Path file, Credentials key) {
        try {
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            Files.deleteIfExists(partial);
            Files.createFile(
                    partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    partial,
                    Numeric.toHexStringWithPrefixZeroPadded(key.getEcKeyPair().getPrivateKey(), 64));
            Files.move(partial, file);
            return key;
        } catch (IOException e) {
            throw new StackException("cannot write the key file " + file, e);
        }
    }
}
