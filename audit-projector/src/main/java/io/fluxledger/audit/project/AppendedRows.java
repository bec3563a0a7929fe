package io.fluxledger.audit.project;

import io.fluxledger.audit.project.Table.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table that is written once, of one topic partition, beside those that its records lead to. Both sides come in the
 * order of the records, so that neither has to be kept.
 */
final class AppendedRows implements AutoCloseable {
    private static final int FETCH = 2_000;
    private static final Set<String> INDEXES = Set.of("posting_index", "entry_index");

    private final Table table;
    private final Differences differences;
    private final List<String> columns;
    private final int offsetAt;
    private final int indexAt;
    private final PreparedStatement select;
    private final ResultSet rows;
    private long count;
    private @Nullable Position current;

    /** @param index which of the record's rows; 0 where a record has one */
    private record Position(long offset, long index) implements Comparable<Position> {
        private static final Comparator<Position> ORDER =
                Comparator.comparingLong(Position::offset).thenComparingLong(Position::index);

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }
    }

    AppendedRows(Connection connection, Table table, TopicPartition partition, Differences differences)
            throws SQLException {
        this.table = table;
        this.differences = differences;
        columns = table.columns().stream().map(Column::name).toList();
        offsetAt = columns.indexOf("record_offset");
        indexAt = columns.subList(0, table.keys()).stream()
                .filter(INDEXES::contains)
                .mapToInt(columns::indexOf)
                .findFirst()
                .orElse(-1);
        select = connection.prepareStatement(
                "SELECT %s FROM %s WHERE topic = ? AND partition = ? ORDER BY record_offset%s"
                        .formatted(
                                String.join(", ", columns),
                                table.name(),
                                indexAt < 0 ? "" : ", " + columns.get(indexAt)));
        try {
            select.setFetchSize(FETCH);
            select.setString(1, partition.topic());
            select.setInt(2, partition.partition());
            rows = select.executeQuery();
            advance();
        } catch (SQLException e) {
            select.close();
            throw e;
        }
    }

    /** Compares the rows that the next records lead to, in their order. */
    void expect(List<@Nullable Object[]> expected) throws SQLException {
        for (@Nullable Object[] row : expected) {
            Position wanted = new Position(number(row[offsetAt]), indexAt < 0 ? 0 : number(row[indexAt]));
            Position has = current;
            while (has != null && has.compareTo(wanted) < 0) {
                differences.tooMany(table, key());
                has = advance();
            }
            if (has != null && has.equals(wanted)) {
                compare(row);
                advance();
            } else {
                differences.missing(table, key(row));
            }
        }
    }

    /**
     * Names what comes behind the last record.
     *
     * @return how many rows there are in PostgreSQL
     */
    long end() throws SQLException {
        while (current != null) {
            differences.tooMany(table, key());
            advance();
        }
        return count;
    }

    private @Nullable Position advance() throws SQLException {
        if (rows.next()) {
            count++;
            current = new Position(rows.getLong(offsetAt + 1), indexAt < 0 ? 0 : rows.getLong(indexAt + 1));
        } else {
            current = null;
        }
        return current;
    }

    private void compare(@Nullable Object[] row) throws SQLException {
        for (int i = 0; i < row.length; i++) {
            Column column = table.columns().get(i);
            String has = RowText.of(column, rows, i + 1);
            String want = RowText.of(column, row[i]);
            if (!Objects.equals(has, want)) {
                differences.changed(table, key(row), column.name(), String.valueOf(has), String.valueOf(want));
            }
        }
    }

    private String key() throws SQLException {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < table.keys(); i++) {
            key.append(i == 0 ? "" : " ").append(rows.getString(i + 1));
        }
        return key.toString();
    }

    private String key(@Nullable Object[] row) {
        return Arrays.stream(row, 0, table.keys()).map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static long number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("a place is a number, not " + value);
    }

    @Override
    public void close() throws SQLException {
        select.close();
    }
}
