package io.fluxledger.signatures;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/** Static values as 32-byte words one after the other: what EIP-712 structs and ABI-encoded static structs are hashed as. */
final class Words {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(32 * 12);

    Words bytes32(byte[] value) {
        out.writeBytes(Hex.checkLength(value, 32, "word"));
        return this;
    }

    Words bytes32(Bytes32 value) {
        return bytes32(value.bytes());
    }

    Words address(EthAddress value) {
        out.writeBytes(new byte[12]);
        out.writeBytes(value.bytes());
        return this;
    }

    Words uint(long value) {
        return uint(BigInteger.valueOf(value));
    }

    /** @throws IllegalArgumentException unless from 0 to 2^256 - 1 */
    Words uint(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 256) {
            throw new IllegalArgumentException(value + " is not a uint256");
        }
        out.writeBytes(twosComplement(value, (byte) 0));
        return this;
    }

    /** EIP-712: a string is the hash of its UTF-8. */
    Words string(String value) {
        return bytes32(Keccak256.hash(value));
    }

    /** ABI: length, then the bytes filled up with zeros on the right. */
    Words dynamic(byte[] value) {
        uint(value.length);
        out.writeBytes(value);
        out.writeBytes(new byte[(32 - value.length % 32) % 32]);
        return this;
    }

    byte[] hash() {
        return Keccak256.hash(out.toByteArray());
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** 32 bytes, filled up on the left. */
    static byte[] twosComplement(BigInteger value, byte fill) {
        byte[] minimal = value.toByteArray();
        byte[] word = new byte[32];
        int length = Math.min(minimal.length, 32);
        Arrays.fill(word, 0, 32 - length, fill);
        System.arraycopy(minimal, minimal.length - length, word, 32 - length, length);
        return word;
    }
}
