package io.fluxledger.rules;

import java.util.Arrays;

/** Bytes of one packed record in the making: fixed words big endian, numbers as varints of seven bits a byte. */
final class PackedRecord {
    private byte[] bytes = new byte[256];
    private int length;

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** The low bytes of a word, that many of them. */
    PackedRecord word(long value, int size) {
        reserve(size);
        for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    PackedRecord word(long value) {
        reserve(Long.BYTES);
        Words.putLong(bytes, length, value);
        length += Long.BYTES;
        return this;
    }

    /** A number that is not negative. */
    PackedRecord number(long value) {
        reserve(10);
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes[length++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[length++] = (byte) left;
        return this;
    }

    /** Writes the record's length into its first two bytes. */
    void setLength() {
        bytes[0] = (byte) (length >>> 8);
        bytes[1] = (byte) length;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
    }

    /** Reads what follows a position. */
    static final class Reader {
        private final byte[] from;
        private int at;

        Reader(byte[] from, int at) {
            this.from = from;
            this.at = at;
        }

        long number() {
            long value = 0;
            int shift = 0;
            while (from[at] < 0) {
                value |= (from[at++] & 0x7FL) << shift;
                shift += 7;
            }
            return value | ((long) from[at++] << shift);
        }

        long word() {
            long value = Words.getLong(from, at);
            at += Long.BYTES;
            return value;
        }
    }
}
