package io.fluxledger.signatures;

import java.util.HexFormat;

final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    static String prefixed(byte[] bytes) {
        return "0x" + FORMAT.formatHex(bytes);
    }

    static String digits(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /**
     * @param length expected number of bytes
     * @throws IllegalArgumentException saying what is wrong, without repeating the text (it may be a secret)
     */
    static byte[] parse(String text, int length, String what) {
        byte[] bytes = parse(text, what);
        if (bytes.length != length) {
            throw new IllegalArgumentException(what + " has " + bytes.length + " bytes, not " + length);
        }
        return bytes;
    }

    static byte[] parse(String text, String what) {
        if (!text.startsWith("0x")) {
            throw new IllegalArgumentException(what + " does not start with 0x");
        }
        if (text.length() % 2 != 0) {
            throw new IllegalArgumentException(what + " has an odd number of hex digits");
        }
        try {
            return FORMAT.parseHex(text, 2, text.length());
        } catch (NumberFormatException e) {
            // No cause: its message repeats the text.
            throw new IllegalArgumentException(what + " has characters that are not hex digits");
        }
    }

    static byte[] checkLength(byte[] bytes, int length, String what) {
        if (bytes.length != length) {
            throw new IllegalArgumentException(what + " has " + bytes.length + " bytes, not " + length);
        }
        return bytes.clone();
    }
}
