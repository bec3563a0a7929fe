package io.fluxledger.signatures;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/** 32 bytes: a nonce, a salt or a hash. */
public final class Bytes32 {
    private final byte[] bytes;

    private Bytes32(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException unless 32 bytes */
    public static Bytes32 of(byte[] bytes) {
        return new Bytes32(Hex.checkLength(bytes, 32, "value"));
    }

    /**
     * @param hex 0x and 64 hex digits
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Bytes32 parse(String hex) {
        return new Bytes32(Hex.parse(hex, 32, "value"));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The first 16 bytes as a UUID: an id that is bound to the whole, as far as 128 bits can be. */
    public UUID leadingUuid() {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes32 that && Arrays.equals(bytes, that.bytes);
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
