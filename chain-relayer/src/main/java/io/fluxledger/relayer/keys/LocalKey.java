package io.fluxledger.relayer.keys;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.Keccak256;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.nio.file.Path;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.WalletFile;
import org.web3j.crypto.exception.CipherException;
import org.web3j.utils.Numeric;

/** A key in this process's memory: from an encrypted keystore file, or plain for development. */
public final class LocalKey implements SignerSource {
    private static final int KEY_HEX = 64;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final PrivateKey key;

    public LocalKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Opens a keystore file: Web3 secret storage, version 3, scrypt or pbkdf2.
     *
     * @throws ConfigurationException naming the file: unreadable, damaged, or another password
     */
    public static LocalKey ofKeystore(Path file, String password) {
        WalletFile wallet;
        try {
            wallet = JSON.readValue(file.toFile(), WalletFile.class);
        } catch (IOException e) {
            // Without the cause: what it quotes of the file does not belong in a log.
            throw new ConfigurationException("the keystore file " + file + " cannot be read, or is none");
        }
        if (wallet.getCrypto() == null || wallet.getVersion() != 3) {
            throw new ConfigurationException("the keystore file " + file + " is not of version 3");
        }
        PrivateKey key;
        try {
            Credentials decrypted = Credentials.create(Wallet.decrypt(password, wallet));
            key = PrivateKey.fromHex(Numeric.toHexStringNoPrefixZeroPadded(
                    decrypted.getEcKeyPair().getPrivateKey(), KEY_HEX));
        } catch (CipherException | RuntimeException e) {
            throw new ConfigurationException("the keystore file " + file + " does not open with its password");
        }
        if (wallet.getAddress() != null
                && !key.address().equals(EthAddress.parse(Numeric.prependHexPrefix(wallet.getAddress())))) {
            throw new ConfigurationException("the keystore file " + file + " holds another key than its address says");
        }
        return new LocalKey(key);
    }

    @Override
    public EthAddress address() {
        return key.address();
    }

    @Override
    public EthSignature sign(byte[] message) {
        return key.sign(Keccak256.hash(message));
    }

    @Override
    public String toString() {
        return "LocalKey[" + key.address() + "]";
    }
}
