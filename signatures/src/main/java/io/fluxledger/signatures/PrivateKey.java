package io.fluxledger.signatures;

import fr.acinq.secp256k1.Secp256k1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/** A secp256k1 private key. Never printed. */
public final class PrivateKey {
    private final byte[] secret;
    private final EthAddress address;

    private PrivateKey(byte[] secret) {
        if (!Secp256k1.get().secKeyVerify(secret)) {
            throw new IllegalArgumentException("private key is zero or outside of the curve's order");
        }
        this.secret = secret;
        this.address = SignatureRecovery.address(Secp256k1.get().pubkeyCreate(secret));
    }

    /**
     * @param hex 64 hex digits, with or without 0x
     * @throws IllegalArgumentException saying what is wrong, without the key
     */
    public static PrivateKey fromHex(String hex) {
        return new PrivateKey(Hex.parse(hex.startsWith("0x") ? hex : "0x" + hex, 32, "private key"));
    }

    /**
     * @param file holds the key in hex and nothing else but white space
     * @throws IOException when it cannot be read or holds no key; names the file
     */
    public static PrivateKey readFile(Path file) throws IOException {
        try {
            return fromHex(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    public static PrivateKey generate(SecureRandom random) {
        byte[] secret = new byte[32];
        do {
            random.nextBytes(secret);
        } while (!Secp256k1.get().secKeyVerify(secret));
        return new PrivateKey(secret);
    }

    public EthAddress address() {
        return address;
    }

    /** 64 hex digits without 0x: what a key file holds. Only for writing one. */
    public String exposeHex() {
        return Hex.digits(secret);
    }

    /**
     * Deterministic (RFC 6979), low s.
     *
     * @param digest 32 bytes
     */
    public EthSignature sign(byte[] digest) {
        byte[] compact = Secp256k1.get().sign(Hex.checkLength(digest, 32, "digest"), secret, null);
        byte[] rsv = Arrays.copyOf(compact, 65);
        // The library's plain signature has no recovery id; nearly always it is one of two.
        for (int v = 27; v <= 28; v++) {
            rsv[64] = (byte) v;
            EthSignature signature = EthSignature.of(rsv);
            if (recovers(digest, signature)) {
                return signature;
            }
        }
        throw new IllegalStateException("no recovery id fits; r is above the curve's order");
    }

    private boolean recovers(byte[] digest, EthSignature signature) {
        try {
            return SignatureRecovery.recover(digest, signature).equals(address);
        } catch (InvalidSignatureException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "PrivateKey[address=" + address + "]";
    }
}
