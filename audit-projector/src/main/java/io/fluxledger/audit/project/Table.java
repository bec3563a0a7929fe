package io.fluxledger.audit.project;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table as the projection writes it: many rows in one statement, each column an array.
 *
 * @param keys how many of the first columns are the key
 * @param begins place of the column that only the first record of a life knows: with it, nothing of the life before under the
 *     same key stays; -1 where a key has one life
 */
record Table(String name, Mode mode, int keys, List<Column> columns, int begins) {
    /** What becomes of a row whose key is there. */
    enum Mode {
        /** A row per record: meeting it twice is an error. */
        APPEND,
        /** Columns that the new row knows replace the old ones. */
        MERGE,
        /** As MERGE, but what is known stays: another record, wherever it stands, knows it better. */
        KEEP,
        /** Each row is the whole state: what it does not know is not so any more. */
        REPLACE,
        /** Columns behind the key are added up. */
        SUM
    }

    /** How a column travels; arrays of text are cast where the driver has no array of the type. */
    enum Type {
        TEXT("text", "", String.class),
        UUID("text", "::uuid", String.class),
        JSON("text", "::jsonb", String.class),
        INT("int4", "", Integer.class),
        BIGINT("int8", "", Long.class),
        BOOLEAN("bool", "", Boolean.class),
        BYTES("bytea", "", byte[].class);

        final String arrayOf;
        final String cast;
        final Class<?> element;

        Type(String arrayOf, String cast, Class<?> element) {
            this.arrayOf = arrayOf;
            this.cast = cast;
            this.element = element;
        }
    }

    record Column(String name, Type type) {}

    Table {
        columns = List.copyOf(columns);
    }

    /** @param columns space-separated {@code name} (text) or {@code name:type} */
    static Table of(String name, Mode mode, int keys, String columns) {
        List<Column> parsed = new ArrayList<>();
        for (String column : columns.trim().split("\\s+")) {
            int colon = column.indexOf(':');
            parsed.add(
                    colon < 0
                            ? new Column(column, Type.TEXT)
                            : new Column(column.substring(0, colon), type(column.substring(colon + 1))));
        }
        return new Table(name, mode, keys, parsed, -1);
    }

    /** The same where a row that knows that column begins a new life of its key. */
    Table beginningWith(String column) {
        for (int i = keys; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return new Table(name, mode, keys, columns, i);
            }
        }
        throw new IllegalArgumentException(name + " has no column " + column);
    }

    /** Whether nothing of what was known under the row's key stays. */
    boolean startsAnew(@Nullable Object[] row) {
        return mode == Mode.REPLACE || (begins >= 0 && row[begins] != null);
    }

    private static Type type(String name) {
        return switch (name) {
            case "uuid" -> Type.UUID;
            case "json" -> Type.JSON;
            case "int" -> Type.INT;
            case "bigint" -> Type.BIGINT;
            case "boolean" -> Type.BOOLEAN;
            case "bytes" -> Type.BYTES;
            default -> throw new IllegalArgumentException("column type " + name);
        };
    }

    /** The statement that takes rows in COPY's text form. */
    String copy() {
        return "COPY %s (%s) FROM STDIN"
                .formatted(name, columns.stream().map(Column::name).collect(Collectors.joining(", ")));
    }

    /** The statement that writes any number of rows; one array parameter per column. */
    String sql() {
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String values =
                columns.stream().map(c -> "v." + c.name() + c.type().cast).collect(Collectors.joining(", "));
        String arrays =
                columns.stream().map(c -> "?::" + c.type().arrayOf + "[]").collect(Collectors.joining(", "));
        return "INSERT INTO %s AS t (%s) SELECT %s FROM unnest(%s) AS v(%s)%s"
                .formatted(name, names, values, arrays, names, onConflict());
    }

    private String update(String column) {
        return switch (mode) {
            case SUM -> column + " = t." + column + " + EXCLUDED." + column;
            case KEEP -> column + " = COALESCE(t." + column + ", EXCLUDED." + column + ")";
            case REPLACE -> column + " = EXCLUDED." + column;
            case MERGE, APPEND -> column + " = " + merged(column);
        };
    }

    private String merged(String column) {
        String latest = "COALESCE(EXCLUDED." + column + ", t." + column + ")";
        return begins < 0
                ? latest
                : "CASE WHEN EXCLUDED.%s IS NOT NULL THEN EXCLUDED.%s ELSE %s END"
                        .formatted(columns.get(begins).name(), column, latest);
    }

    private String onConflict() {
        if (mode == Mode.APPEND) {
            return "";
        }
        String key = columns.subList(0, keys).stream().map(Column::name).collect(Collectors.joining(", "));
        String updates = IntStream.range(keys, columns.size())
                .mapToObj(i -> columns.get(i).name())
                .map(this::update)
                .collect(Collectors.joining(", "));
        return " ON CONFLICT (" + key + ") DO UPDATE SET " + updates;
    }
}
