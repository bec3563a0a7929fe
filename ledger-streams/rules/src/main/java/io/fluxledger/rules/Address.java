package io.fluxledger.rules;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** An EVM address: 20 bytes, held in three words so that comparing and hashing it allocates nothing. */
public record Address(long high, long middle, int low) implements Comparable<Address> {
    public static final int BYTES = 20;
    private static final int TEXT = 2 + 2 * BYTES;
    /** From what follows '9' to 'a'. */
    private static final long BEHIND_NINE = 'a' - '9' - 1;

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

    /** Whether the text is this address in canonical form. */
    public boolean isWrittenAs(String text) {
        if (text.length() != TEXT || text.charAt(0) != '0' || text.charAt(1) != 'x') {
            return false;
        }
        byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
        // Of a character beyond 16 bits one byte is left for two.
        return ascii.length == TEXT
                && Words.getLong(ascii, 2) == hex((int) (high >>> 32))
                && Words.getLong(ascii, 10) == hex((int) high)
                && Words.getLong(ascii, 18) == hex((int) (middle >>> 32))
                && Words.getLong(ascii, 26) == hex((int) middle)
                && Words.getLong(ascii, 34) == hex(low);
    }

    /** Eight lower-case hex digits as the bytes of a word: a digit a byte, all of them at once. */
    private static long hex(int value) {
        long digits = value & 0xFFFF_FFFFL;
        digits = (digits | (digits << 16)) & 0x0000_FFFF_0000_FFFFL;
        digits = (digits | (digits << 8)) & 0x00FF_00FF_00FF_00FFL;
        digits = (digits | (digits << 4)) & 0x0F0F_0F0F_0F0F_0F0FL;
        // Six more than a digit has the bit of 16 for letters alone.
        long letters = ((digits + 0x0606_0606_0606_0606L) >>> 4) & 0x0101_0101_0101_0101L;
        return digits + 0x3030_3030_3030_3030L + letters * BEHIND_NINE;
    }

    /** {@code 0x} and 40 lower-case hex digits: the canonical form, also of record keys. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(toBytes());
    }
}
