package io.fluxledger.audit.project;

import io.fluxledger.audit.project.Table.Mode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that records lead to where several records make one row, merged as PostgreSQL merges them. Each is one text; when there are
 * too many, those of every other key are given up, for another pass to look at.
 */
final class ExpectedRows {
    /** No text that PostgreSQL stores has it. */
    private static final char SEPARATOR = '\0';

    private static final char KNOWN = '+';
    private static final String UNKNOWN = "-";
    private static final int HALF = 16;

    private final Map<String, Map<String, String>> tables = new HashMap<>();
    private final int slice;
    private final int most;
    private int slices;
    private long rows;

    /**
     * @param slice which of the keys are kept
     * @param slices of how many parts
     * @param most rows that are kept; only the first part becomes smaller when there are more
     */
    ExpectedRows(int slice, int slices, int most) {
        this.slice = slice;
        this.slices = slices;
        this.most = most;
    }

    /** Of how many parts the keys that are kept are one. */
    int slices() {
        return slices;
    }

    /** Whether rows with that key are kept. */
    boolean keeps(String key) {
        int hash = key.hashCode();
        return Math.floorMod(hash ^ (hash >>> HALF), slices) == slice;
    }

    /** @param columns which of the table's columns the values are; the table's are those of all records that make its rows */
    void add(Table table, int[] columns, List<@Nullable Object[]> added, Table part) {
        Map<String, String> known = tables.computeIfAbsent(table.name(), name -> new HashMap<>());
        for (@Nullable Object[] row : added) {
            String key = key(table, row);
            if (keeps(key)) {
                String before = known.get(key);
                known.put(key, merged(table, columns, row, before, part));
                rows += before == null ? 1 : 0;
            }
        }
        while (slice == 0 && rows > most) {
            slices *= 2;
            rows = 0;
            for (Map<String, String> each : tables.values()) {
                each.keySet().removeIf(key -> !keeps(key));
                rows += each.size();
            }
        }
    }

    private static String merged(
            Table table, int[] columns, @Nullable Object[] row, @Nullable String before, Table part) {
        @Nullable
        String[] values = before == null || part.startsAnew(row)
                ? new @Nullable String[table.columns().size()]
                : values(before);
        for (int i = 0; i < row.length; i++) {
            String text = RowText.of(part.columns().get(i), row[i]);
            String known = values[columns[i]];
            if (text == null || (known != null && part.mode() == Mode.KEEP)) {
                continue;
            }
            values[columns[i]] = known != null && part.mode() == Mode.SUM && i >= part.keys() ? sum(known, text) : text;
        }
        StringBuilder joined = new StringBuilder();
        for (String value : values) {
            if (value == null) {
                joined.append(UNKNOWN).append(SEPARATOR);
            } else {
                joined.append(KNOWN).append(value).append(SEPARATOR);
            }
        }
        return joined.toString();
    }

    private static String sum(String a, String b) {
        return Long.toString(Math.addExact(Long.parseLong(a), Long.parseLong(b)));
    }

    private static String key(Table table, @Nullable Object[] row) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < table.keys(); i++) {
            key.append(i == 0 ? "" : " ").append(row[i]);
        }
        return key.toString();
    }

    /** Values by the table's columns, null where nothing is known. */
    private static @Nullable String[] values(String joined) {
        String[] parts = joined.split(String.valueOf(SEPARATOR), -1);
        @Nullable String[] values = new @Nullable String[parts.length - 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = parts[i].equals(UNKNOWN) ? null : parts[i].substring(1);
        }
        return values;
    }

    /** Takes the row of a key out, its values by the table's columns; null when no record leads to one. */
    @Nullable
    String @Nullable [] take(Table table, String key) {
        Map<String, String> known = tables.get(table.name());
        String joined = known == null ? null : known.remove(key);
        if (joined == null) {
            return null;
        }
        rows--;
        return values(joined);
    }

    /** Keys of a table that have not been taken out, in order; they are forgotten. */
    List<String> left(Table table) {
        Map<String, String> known = tables.remove(table.name());
        if (known == null) {
            return List.of();
        }
        rows -= known.size();
        return known.keySet().stream().sorted().toList();
    }
}
