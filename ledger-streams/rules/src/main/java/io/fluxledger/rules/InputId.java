package io.fluxledger.rules;

import java.util.UUID;

/** Logical id of an input, chosen by its writer; the first half and the second half of a UUID. */
public record InputId(long high, long low) {
    public static final int BYTES = 16;

    public static InputId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an input id has 16 bytes, not " + bytes.length);
        }
        return new InputId(Words.getLong(bytes, 0), Words.getLong(bytes, 8));
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        Words.putLong(bytes, 0, high);
        Words.putLong(bytes, 8, low);
        return bytes;
    }

    @Override
    public String toString() {
        return new UUID(high, low).toString();
    }
}
