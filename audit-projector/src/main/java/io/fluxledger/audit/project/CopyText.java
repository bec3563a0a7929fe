package io.fluxledger.audit.project;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in the text form of PostgreSQL's COPY. */
final class CopyText {
    private static final HexFormat HEX = HexFormat.of();
    private static final int BYTES_PER_ROW = 256;

    private CopyText() {}

    /** All rows, each with a line end, in UTF-8. */
    static byte[] of(List<@Nullable Object[]> rows) {
        StringBuilder text = new StringBuilder(rows.size() * BYTES_PER_ROW);
        for (@Nullable Object[] row : rows) {
            append(text, row);
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** One row without its line end. */
    static String line(@Nullable Object[] row) {
        StringBuilder text = new StringBuilder(BYTES_PER_ROW);
        append(text, row);
        return text.toString();
    }

    private static void append(StringBuilder text, @Nullable Object[] row) {
        for (int i = 0; i < row.length; i++) {
            if (i > 0) {
                text.append('\t');
            }
            append(text, row[i]);
        }
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        switch (value) {
            case null -> text.append("\\N");
            case byte[] bytes -> HEX.formatHex(text.append("\\\\x"), bytes);
            case String string -> escaped(text, string);
            case Boolean flag -> text.append(flag ? 't' : 'f');
            default -> text.append(value);
        }
    }

    private static void escaped(StringBuilder text, String value) {
        int plainFrom = 0;
        for (int i = 0; i < value.length(); i++) {
            String escape = switch (value.charAt(i)) {
                case '\\' -> "\\\\";
                case '\t' -> "\\t";
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                default -> null;
            };
            if (escape != null) {
                text.append(value, plainFrom, i).append(escape);
                plainFrom = i + 1;
            }
        }
        text.append(value, plainFrom, value.length());
    }
}
