package io.fluxledger.rules;

import java.util.HexFormat;

/** A 32-byte value: hash, nonce or salt. */
public record Bytes32(long first, long second, long third, long fourth) {
    public static final int BYTES = 32;
    public static final Bytes32 ZERO = new Bytes32(0, 0, 0, 0);

    public static Bytes32 of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("expected 32 bytes, got " + bytes.length);
        }
        return new Bytes32(
                Words.getLong(bytes, 0), Words.getLong(bytes, 8), Words.getLong(bytes, 16), Words.getLong(bytes, 24));
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        copyTo(bytes, 0);
        return bytes;
    }

    void copyTo(byte[] bytes, int offset) {
        Words.putLong(bytes, offset, first);
        Words.putLong(bytes, offset + 8, second);
        Words.putLong(bytes, offset + 16, third);
        Words.putLong(bytes, offset + 24, fourth);
    }

    @Override
    public int hashCode() {
        return (int) (((first ^ second ^ third ^ fourth) * 0x9E3779B97F4A7C15L) >>> 32);
    }

    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(toBytes());
    }
}
