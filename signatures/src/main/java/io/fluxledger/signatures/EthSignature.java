package io.fluxledger.signatures;

import java.math.BigInteger;
import java.util.Arrays;

/** A secp256k1 signature: r, s, v, 65 bytes, s in the lower half of the order, v 27 or 28. */
public final class EthSignature {
    /** How many points the curve has (SEC 2, secp256k1). */
    static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    private final byte[] bytes;

    private EthSignature(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param rsv 65 bytes; v is 0, 1, 27 or 28
     * @throws IllegalArgumentException saying what is wrong; a high s too (it would give a second valid form)
     */
    public static EthSignature of(byte[] rsv) {
        byte[] bytes = Hex.checkLength(rsv, 65, "signature");
        int v = bytes[64];
        if (v == 0 || v == 1) {
            bytes[64] = (byte) (v + 27);
        } else if (v != 27 && v != 28) {
            throw new IllegalArgumentException("signature has v " + (v & 0xff) + ", not 0, 1, 27 or 28");
        }
        BigInteger r = new BigInteger(1, Arrays.copyOfRange(bytes, 0, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(bytes, 32, 64));
        if (r.signum() == 0 || r.compareTo(ORDER) >= 0) {
            throw new IllegalArgumentException("signature has r outside of the curve's order");
        }
        if (s.signum() == 0 || s.compareTo(ORDER) >= 0) {
            throw new IllegalArgumentException("signature has s outside of the curve's order");
        }
        if (s.compareTo(HALF_ORDER) > 0) {
            throw new IllegalArgumentException("signature has s in the upper half of the curve's order");
        }
        return new EthSignature(bytes);
    }

    /**
     * @param hex 0x and 130 hex digits
     * @throws IllegalArgumentException saying what is wrong
     */
    public static EthSignature parse(String hex) {
        return of(Hex.parse(hex, 65, "signature"));
    }

    /** r, s, v: 65 bytes, v 27 or 28. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public byte[] r() {
        return Arrays.copyOfRange(bytes, 0, 32);
    }

    public byte[] s() {
        return Arrays.copyOfRange(bytes, 32, 64);
    }

    /** 27 or 28. */
    public int v() {
        return bytes[64];
    }

    byte[] compact() {
        return Arrays.copyOf(bytes, 64);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EthSignature that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 0x-hex, lower case. */
    @Override
    public String toString() {
        return Hex.prefixed(bytes);
    }
}
