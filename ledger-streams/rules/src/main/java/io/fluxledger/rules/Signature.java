package io.fluxledger.rules;

import java.util.Arrays;
import java.util.HexFormat;

/** Signature bytes, carried for those who act on it; the fold does not check signatures, intake did. */
public final class Signature {
    public static final Signature NONE = new Signature(new byte[0]);

    private final byte[] bytes;

    public Signature(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
