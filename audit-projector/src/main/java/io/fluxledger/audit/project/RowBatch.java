package io.fluxledger.audit.project;

import io.fluxledger.audit.project.Table.Column;
import io.fluxledger.audit.project.Table.Mode;
import java.lang.reflect.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The rows of one transaction, by table. Rows with the same key of one table become one before they are written. */
final class RowBatch {
    private final Map<Table, List<@Nullable Object[]>> appended = new HashMap<>();
    private final Map<Table, TreeMap<String, @Nullable Object[]>> keyed = new HashMap<>();

    /** Adds a row; values in the order of the table's columns. */
    void add(Table table, @Nullable Object... row) {
        if (row.length != table.columns().size()) {
            throw new IllegalArgumentException(
                    table.name() + " has " + table.columns().size() + " columns, not " + row.length);
        }
        for (int i = 0; i < row.length; i++) {
            if (row[i] instanceof String text) {
                row[i] = storable(text);
            }
        }
        if (table.mode() == Mode.APPEND) {
            appended.computeIfAbsent(table, t -> new ArrayList<>()).add(row);
            return;
        }
        // Sorted by key: transactions that touch the same rows take their locks in the same order.
        String key = Arrays.toString(Arrays.copyOf(row, table.keys()));
        TreeMap<String, @Nullable Object[]> rows = keyed.computeIfAbsent(table, t -> new TreeMap<>());
        @Nullable Object[] known = rows.putIfAbsent(key, row);
        if (known != null) {
            merge(table, known, row);
        }
    }

    /** PostgreSQL stores every character but U+0000; one text with it would stop all that comes behind. */
    static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    private static void merge(Table table, @Nullable Object[] known, @Nullable Object[] row) {
        if (table.startsAnew(row)) {
            System.arraycopy(row, 0, known, 0, row.length);
            return;
        }
        for (int i = table.keys(); i < row.length; i++) {
            if (table.mode() == Mode.SUM) {
                known[i] = Math.addExact(number(known[i]), number(row[i]));
            } else if (row[i] != null && (table.mode() != Mode.KEEP || known[i] == null)) {
                known[i] = row[i];
            }
        }
    }

    private static long number(@Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("what is added up is a long, not " + value);
    }

    /** Writes all rows. */
    void write(Connection connection) throws SQLException {
        for (Table table : Tables.ALL) {
            List<@Nullable Object[]> rows = rows(table);
            if (!rows.isEmpty()) {
                write(connection, table, rows);
            }
        }
    }

    /** The rows of a table, merged where they have the same key. */
    List<@Nullable Object[]> rows(Table table) {
        if (table.mode() == Mode.APPEND) {
            return appended.getOrDefault(table, List.of());
        }
        TreeMap<String, @Nullable Object[]> rows = keyed.get(table);
        return rows == null ? List.of() : List.copyOf(rows.values());
    }

    private static void write(Connection connection, Table table, List<@Nullable Object[]> rows) throws SQLException {
        if (table.mode() == Mode.APPEND) {
            byte[] text = CopyText.of(rows);
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(table.copy());
            copy.writeToCopy(text, 0, text.length);
            copy.endCopy();
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(table.sql())) {
            for (int i = 0; i < table.columns().size(); i++) {
                Column column = table.columns().get(i);
                Object values = Array.newInstance(column.type().element, rows.size());
                for (int row = 0; row < rows.size(); row++) {
                    Array.set(values, row, rows.get(row)[i]);
                }
                statement.setArray(i + 1, connection.createArrayOf(column.type().arrayOf, (Object[]) values));
            }
            statement.executeUpdate();
        }
    }
}
