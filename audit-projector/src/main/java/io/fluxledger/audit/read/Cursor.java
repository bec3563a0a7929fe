package io.fluxledger.audit.read;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Text form of a place in a list; opaque for whoever holds it. */
final class Cursor {
    private static final String SEPARATOR = "\n";

    private Cursor() {}

    static String encode(String list, List<String> key) {
        String text = list + SEPARATOR + String.join(SEPARATOR, key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static List<String> decode(String list, String cursor, int keys) {
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidCursorException(e);
        }
        List<String> parts = List.of(text.split(SEPARATOR, -1));
        if (parts.size() != keys + 1 || !parts.getFirst().equals(list) || text.indexOf('\0') >= 0) {
            throw new InvalidCursorException(null);
        }
        return parts.subList(1, parts.size());
    }

    static long number(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new InvalidCursorException(e);
        }
    }

    static int small(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new InvalidCursorException(e);
        }
    }
}
