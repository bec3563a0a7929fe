package io.fluxledger.audit.project;

import io.fluxledger.audit.project.Table.Column;
import io.fluxledger.audit.project.Table.Mode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One comparison of a generation with its records, in one transaction: partition by partition, and what is of several at the end. */
final class RowComparison {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long STALL_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int FETCH = 5_000;

    /** Tables whose rows are all of one topic partition, and the columns that say of which. */
    private static final Map<String, String> OF_PARTITION = Map.of(
            "journal_lines", "topic partition",
            "postings", "topic partition",
            "intent_events", "topic partition",
            "charges", "topic partition",
            "balances", "topic partition",
            "type_balances", "topic partition",
            "type_totals", "topic partition",
            "chain_confirmations", "topic partition",
            "intents", "opened_topic opened_partition");

    private final Connection connection;
    private final Consumer<byte[], byte[]> consumer;
    private final RecordReader records;
    private final int mostRows;
    private final Differences differences = new Differences();
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final Map<Table, int[]> columns = new HashMap<>();
    private final Map<String, Long> compared = new HashMap<>();

    /** @param mostRows rows of tables that several records make that are kept in memory */
    RowComparison(Connection connection, Consumer<byte[], byte[]> consumer, RecordReader records, int mostRows) {
        this.connection = connection;
        this.consumer = consumer;
        this.records = records;
        this.mostRows = mostRows;
        for (Table table : Tables.ALL) {
            tables.merge(table.name(), table, RowComparison::joined);
        }
        for (Table table : Tables.ALL) {
            List<Column> all = whole(table).columns();
            columns.put(table, table.columns().stream().mapToInt(all::indexOf).toArray());
        }
    }

    /** One description of a table, with all columns that any of its descriptions writes. */
    private static Table joined(Table a, Table b) {
        Set<Column> columns = new LinkedHashSet<>(a.columns());
        columns.addAll(b.columns());
        return new Table(a.name(), a.mode(), a.keys(), List.copyOf(columns), a.begins());
    }

    private Table whole(Table part) {
        return tables.getOrDefault(part.name(), part);
    }

    private static boolean isOfPartition(Table table) {
        return OF_PARTITION.containsKey(table.name());
    }

    /** Whether it is compared while the records are read. */
    private static boolean isAppended(Table table) {
        return isOfPartition(table) && table.mode() == Mode.APPEND;
    }

    Differences run() throws SQLException {
        Map<TopicPartition, Long> applied = AppliedOffsets.read(connection);
        int slices = 1;
        for (int slice = 0; slice < slices; slice++) {
            ExpectedRows expected = new ExpectedRows(slice, slices, mostRows);
            for (TopicPartition partition : Projection.partitions()) {
                long last = applied.getOrDefault(partition, -1L);
                if (last >= 0) {
                    compare(partition, last, expected, slice == 0);
                }
            }
            for (Table table : tables.values()) {
                if (!isOfPartition(table)) {
                    compareKeyed(table, null, expected);
                } else if (slice == 0) {
                    count(table);
                }
            }
            slices = expected.slices();
        }
        return differences;
    }

    /** What is of no partition that has been applied has not been compared. */
    private void count(Table table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM " + table.name());
                ResultSet row = select.executeQuery()) {
            row.next();
            long more = row.getLong(1) - compared.getOrDefault(table.name(), 0L);
            if (more > 0) {
                differences.add(
                        "PostgreSQL has " + more + " rows in " + table.name() + " of partitions without records");
            }
        }
    }

    private void compare(TopicPartition partition, long last, ExpectedRows expected, boolean appended)
            throws SQLException {
        Map<Table, AppendedRows> streams = new LinkedHashMap<>();
        try {
            if (appended) {
                for (Table table : tables.values()) {
                    if (isAppended(table)) {
                        streams.put(table, new AppendedRows(connection, table, partition, differences));
                    }
                }
            }
            makeAnew(partition, last, streams, expected);
            for (Map.Entry<Table, AppendedRows> stream : streams.entrySet()) {
                compared.merge(stream.getKey().name(), stream.getValue().end(), Math::addExact);
            }
        } finally {
            for (AppendedRows stream : streams.values()) {
                stream.close();
            }
        }
        for (Table table : tables.values()) {
            if (isOfPartition(table) && !isAppended(table)) {
                long rows = compareKeyed(table, partition, expected);
                compared.merge(table.name(), appended ? rows : 0, Math::addExact);
            }
        }
    }

    private void makeAnew(TopicPartition partition, long last, Map<Table, AppendedRows> streams, ExpectedRows expected)
            throws SQLException {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        PostingRows.Carried carried = new PostingRows.Carried();
        long stalledAt = System.nanoTime() + STALL_NANOS;
        while (consumer.position(partition) <= last) {
            List<ConsumerRecord<byte[], byte[]>> read = consumer.poll(POLL).records(partition);
            RecordRows rows = new RecordRows();
            for (ConsumerRecord<byte[], byte[]> record : read) {
                if (record.offset() <= last) {
                    add(rows, record);
                }
            }
            RowBatch made = rows.rows(carried);
            for (Table table : Tables.ALL) {
                AppendedRows stream = streams.get(table);
                if (stream != null) {
                    stream.expect(made.rows(table));
                } else if (!isAppended(table)) {
                    expected.add(whole(table), columns.getOrDefault(table, new int[0]), made.rows(table), table);
                }
            }
            if (!read.isEmpty()) {
                stalledAt = System.nanoTime() + STALL_NANOS;
            } else if (System.nanoTime() > stalledAt) {
                differences.add(partition + " ends before offset " + last + ", which PostgreSQL has applied");
                return;
            }
        }
    }

    private void add(RecordRows rows, ConsumerRecord<byte[], byte[]> record) {
        try {
            records.addTo(rows, record);
        } catch (UnprojectableRecordException e) {
            differences.add(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Compares the rows that several records make.
     *
     * @param partition whose rows are compared; null for the whole table
     * @return how many there are in PostgreSQL
     */
    private long compareKeyed(Table table, @Nullable TopicPartition partition, ExpectedRows expected)
            throws SQLException {
        List<String> names = table.columns().stream().map(Column::name).toList();
        String sql = "SELECT " + String.join(", ", names) + " FROM " + table.name();
        if (partition != null) {
            String[] of = OF_PARTITION.getOrDefault(table.name(), "").split(" ", -1);
            sql += " WHERE " + of[0] + " = ? AND " + of[1] + " = ?";
        }
        long count = 0;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setFetchSize(FETCH);
            if (partition != null) {
                select.setString(1, partition.topic());
                select.setInt(2, partition.partition());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    compareRow(table, row, expected);
                    count++;
                }
            }
        }
        for (String key : expected.left(table)) {
            differences.missing(table, key);
        }
        return count;
    }

    private void compareRow(Table table, ResultSet row, ExpectedRows expected) throws SQLException {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < table.keys(); i++) {
            keys.add(row.getString(i + 1));
        }
        String key = String.join(" ", keys);
        if (!expected.keeps(key)) {
            return;
        }
        @Nullable String[] wanted = expected.take(table, key);
        if (wanted == null) {
            if (!isCompacted(table)) {
                differences.tooMany(table, key);
            }
            return;
        }
        for (int i = 0; i < wanted.length; i++) {
            Column column = table.columns().get(i);
            String has = RowText.of(column, row, i + 1);
            if (!Objects.equals(has, wanted[i])) {
                differences.changed(table, key, column.name(), String.valueOf(has), String.valueOf(wanted[i]));
            }
        }
    }

    /** Of a compacted topic a key's records may be gone; of one that is there the latest says all. */
    private static boolean isCompacted(Table table) {
        return table.name().equals(Tables.CHAIN_TRANSACTIONS.name());
    }
}
