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

    private static void merge(Table table, @Nullable Object[] known, @Nullable Object[] row) {
        for (int i = table.keys(); i < row.length; i++) {
            if (table.mode() == Mode.SUM) {
                known[i] = Math.addExact(number(known[i]), number(row[i]));
            } else if (row[i] != null) {
                known[i] = row[i];
            }
        }
    }

    private static long number(@Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("an amount is a long, not " + value);
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

    private List<@Nullable Object[]> rows(Table table) {
        if (table.mode() == Mode.APPEND) {
            return appended.getOrDefault(table, List.of());
        }
        TreeMap<String, @Nullable Object[]> rows = keyed.get(table);
        return rows == null ? List.of() : List.copyOf(rows.values());
    }

    private static void write(Connection connection, Table table, List<@Nullable Object[]> rows) throws SQLException {
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
