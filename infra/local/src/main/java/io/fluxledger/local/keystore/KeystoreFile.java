package io.fluxledger.local.keystore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.exception.CipherException;
import org.web3j.utils.Numeric;

/** A keystore file, readable by its owner alone. */
final class KeystoreFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private KeystoreFile() {}

    /**
     * Writes a key; an existing file is left as it is.
     *
     * @throws StackException when the file exists or cannot be written
     */
    static EthAddress write(PrivateKey key, String password, Path file) {
        try {
            byte[] encrypted = JSON.writeValueAsBytes(
                    Wallet.createStandard(password, ECKeyPair.create(Numeric.toBigInt(key.exposeHex()))));
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            Files.deleteIfExists(partial);
            Files.createFile(
                    partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(partial, encrypted);
            if (Files.exists(file)) {
                Files.delete(partial);
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.move(partial, file);
            return key.address();
        } catch (FileAlreadyExistsException e) {
            throw new StackException(file + " exists; keys are not overwritten", e);
        } catch (IOException e) {
            throw new StackException("cannot write " + file, e);
        } catch (CipherException e) {
            throw new StackException("cannot encrypt the key: " + e.getMessage(), e);
        }
    }

    /**
     * The account that a keystore file says it is for; needs no password.
     *
     * @throws StackException when it is no keystore file
     */
    static EthAddress address(Path file) {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            return EthAddress.parse(
                    Numeric.prependHexPrefix(json.path("address").asText()));
        } catch (IOException | IllegalArgumentException e) {
            throw new StackException(file + " is no keystore file with an address", e);
        }
    }
}
