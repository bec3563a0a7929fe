package io.fluxledger.local.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.Console;
import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the rows of an answer are printed. */
enum ResultForm {
    /** Columns for people. */
    TABLE {
        @Override
        void print(ResultSet rows, PrintWriter out) throws SQLException {
            List<List<String>> all = new ArrayList<>();
            while (rows.next()) {
                all.add(cells(rows).stream().map(v -> v == null ? "" : v).toList());
            }
            Console.table(out, names(rows), all);
            out.printf(Locale.ROOT, "(%,d rows)%n", all.size());
        }
    },

    /** RFC 4180 with a heading. */
    CSV {
        @Override
        void print(ResultSet rows, PrintWriter out) throws SQLException {
            out.print(line(names(rows)));
            while (rows.next()) {
                out.print(line(cells(rows)));
            }
        }

        private static String line(List<? extends @Nullable String> values) {
            List<String> fields = new ArrayList<>();
            for (String value : values) {
                fields.add(
                        value == null
                                ? ""
                                : value.matches("[^\",\\r\\n]+") ? value : "\"" + value.replace("\"", "\"\"") + "\"");
            }
            return String.join(",", fields) + "\r\n";
        }
    },

    /** An object a line; all values as text, so that no program rounds an amount. */
    JSON {
        @Override
        void print(ResultSet rows, PrintWriter out) throws SQLException {
            List<String> names = names(rows);
            while (rows.next()) {
                ObjectNode row = JsonNodeFactory.instance.objectNode();
                List<@Nullable String> values = cells(rows);
                for (int i = 0; i < names.size(); i++) {
                    row.put(names.get(i), values.get(i));
                }
                out.println(row);
            }
        }
    };

    abstract void print(ResultSet rows, PrintWriter out) throws SQLException;

    private static List<String> names(ResultSet rows) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            names.add(rows.getMetaData().getColumnLabel(i));
        }
        return names;
    }

    private static List<@Nullable String> cells(ResultSet rows) throws SQLException {
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            values.add(rows.getString(i));
        }
        return values;
    }
}
