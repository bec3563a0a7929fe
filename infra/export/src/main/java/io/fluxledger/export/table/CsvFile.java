package io.fluxledger.export.table;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RFC 4180 with a heading, in UTF-8; a missing value is an empty field, an empty text is {@code ""}. A text that a spreadsheet would take for a
 * formula has an apostrophe before it: ids are whatever their makers like.
 */
final class CsvFile implements TableSink {
    private static final String LINE_END = "\r\n";
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final Writer out;

    CsvFile(Path directory, Table table) throws IOException {
        out = Files.newBufferedWriter(directory.resolve(table.name() + ".csv"));
        row(table.columns().stream().map(Column::name).toList());
    }

    @Override
    public void row(List<? extends @Nullable Object> row) throws IOException {
        for (int i = 0; i < row.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            Object value = row.get(i);
            if (value != null) {
                out.write(field(value instanceof Number ? value.toString() : inert(value.toString())));
            }
        }
        out.write(LINE_END);
    }

    private static String inert(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private static String field(String text) {
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
