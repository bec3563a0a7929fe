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

    /** Whether the text is this address in canonical form; allocates nothing. */
    public boolean isWrittenAs(String text) {
        if (text.length() != 2 + 2 * BYTES || text.charAt(0) != '0' || text.charAt(1) != 'x') {
            return false;
        }
        return isHex(text, 2, high, 16) && isHex(text, 18, middle, 16) && isHex(text, 34, low, 8);
    }

    private static boolean isHex(String text, int from, long value, int digits) {
        for (int i = 0; i < digits; i++) {
            int digit = (int) (value >>> (4 * (digits - 1 - i))) & 0xF;
            if (text.charAt(from + i) != (char) (digit < 10 ? '0' + digit : 'a' + digit - 10)) {
                return false;
            }
        }
        return true;
    }

    /** {@code 0x} and 40 lower-case hex digits: the canonical form, also of record keys. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(toBytes());
    }
}
