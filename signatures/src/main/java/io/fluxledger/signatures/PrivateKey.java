package io.fluxledger.signatures;

import fr.acinq.secp256k1.Secp256k1;
import java.io.IOException;
import java.math.BigInteger;
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
        rsv[64] = (byte) (27 + parity(digest, compact));
        return EthSignature.of(rsv);
    }

    /**
     * Of the y of the signature's point, which the library's plain signature does not tell. The point is made from the signature's nonce as a
     * public key is from a private one, k = (z + r d) / s: half of what it takes to find out once or twice who signed.
     */
    private int parity(byte[] digest, byte[] compact) {
        Secp256k1 curve = Secp256k1.get();
        byte[] r = Arrays.copyOf(compact, 32);
        BigInteger s = new BigInteger(1, compact, 32, 32);
        byte[] product = curve.privKeyTweakMul(secret.clone(), r);
        byte[] sum = curve.privKeyTweakAdd(product, bytes(new BigInteger(1, digest).mod(EthSignature.ORDER)));
        byte[] nonce = curve.privKeyTweakMul(sum, bytes(s.modInverse(EthSignature.ORDER)));
        byte[] point = curve.pubkeyCreate(nonce);
        // Who knows the nonce of a signature knows the key.
        Arrays.fill(product, (byte) 0);
        Arrays.fill(sum, (byte) 0);
        Arrays.fill(nonce, (byte) 0);
        if (!Arrays.equals(point, 1, 33, r, 0, 32)) {
            throw new IllegalStateException("the signature is not of this key, or r is above the curve's order");
        }
        return point[64] & 1;
    }

    private static byte[] bytes(BigInteger number) {
        byte[] all = number.toByteArray();
        byte[] padded = new byte[32];
        int length = Math.min(32, all.length);
        System.arraycopy(all, all.length - length, padded, 32 - length, length);
        return padded;
    }

    @Override
    public String toString() {
        return "PrivateKey[address=" + address + "]";
    }
}
