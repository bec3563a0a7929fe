package io.fluxledger.rules;

import java.util.HexFormat;

/** An EVM address: 20 bytes, held in three words so that comparing and hashing it allocates nothing. */
public record Address(long high, long middle, int low) implements Comparable<Address> {
    public static final int BYTES = 20;

    /** The address in 20 bytes, big endian. */
    public static Address of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an address has 20 bytes, not " + bytes.length);
        }
        return new Address(Words.getLong(bytes, 0), Words.getLong(bytes, 8), Words.getInt(bytes, 16));
    }

    /** Parses {@code 0x} and 40 hex digits. */
    public static Address parse(String text) {
        if (text.length() != 42 || !text.startsWith("0x")) {
            throw new IllegalArgumentException("an address is 0x and 40 hex digits: " + text);
        }
        return of(HexFormat.of().parseHex(text, 2, 42));
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        Words.putLong(bytes, 0, high);
        Words.putLong(bytes, 8, middle);
        Words.putInt(bytes, 16, low);
        return bytes;
    }

    @Override
    public int compareTo(Address other) {
        int order = Long.compareUnsigned(high, other.high);
        if (order == 0) {
            order = Long.compareUnsigned(middle, other.middle);
        }
        return order == 0 ? Integer.compareUnsigned(low, other.low) : order;
    }

    @Override
    public int hashCode() {
        long mixed = (high ^ middle ^ low) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    /** {@code 0x} and 40 lower-case hex digits: the canonical form, also of record keys. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(toBytes());
    }
}
