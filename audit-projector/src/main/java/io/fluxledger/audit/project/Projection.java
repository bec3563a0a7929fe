package io.fluxledger.audit.project;

import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Applies records to PostgreSQL: their rows and the offsets up to which they stand in one transaction. A record at or
 * below the applied offset is skipped, so that a replay changes nothing; two instances that meet on a partition take
 * turns on its offset row.
 */
public final class Projection {
    /** What is projected. */
    public static final List<TopicSpec> TOPICS = List.of(
            TopicCatalog.LEDGER_JOURNAL,
            TopicCatalog.PROVIDER_JOURNAL,
            TopicCatalog.SETTLEMENT_PAYOUTS,
            TopicCatalog.CHAIN_TRANSACTIONS,
            TopicCatalog.CHAIN_CONFIRMATIONS,
            TopicCatalog.AUDIT_BATCHES);

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final DataSource database;
    private final RecordReader reader;
    private final Months months;

    public Projection(DataSource database, EventSerde serde) {
        this.database = database;
        this.reader = new RecordReader(serde);
        this.months = new Months(database);
    }

    /** Every partition that is projected. */
    public static List<TopicPartition> partitions() {
        List<TopicPartition> all = new ArrayList<>();
        for (TopicSpec topic : TOPICS) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                all.add(new TopicPartition(topic.name(), partition));
            }
        }
        return all;
    }

    /** Last applied offset of each partition, -1 where there is none yet. */
    public Map<TopicPartition, Long> appliedOffsets(Collection<TopicPartition> partitions) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Generations.write(connection);
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO applied_offsets (topic, partition, applied_offset, clock_ms) VALUES (?, ?, -1, 0)"
                            + " ON CONFLICT (topic, partition) DO NOTHING")) {
                for (TopicPartition partition : sorted(partitions)) {
                    insert.setString(1, partition.topic());
                    insert.setInt(2, partition.partition());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            Map<TopicPartition, Long> applied = lock(connection, partitions);
            connection.commit();
            return applied;
        }
    }

    /**
     * Applies records that stand in the order of their partitions.
     *
     * @return how many were new
     * @throws UnprojectableRecordException when a record is unreadable or unknown; nothing of the call is applied
     */
    public int apply(Collection<ConsumerRecord<String, byte[]>> records) throws SQLException {
        if (records.isEmpty()) {
            return 0;
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int applied = apply(connection, records);
                connection.commit();
                return applied;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is gone, and the transaction with it.
            cause.addSuppressed(e);
        }
    }

    private int apply(Connection connection, Collection<ConsumerRecord<String, byte[]>> records) throws SQLException {
        Map<TopicPartition, Long> clocks = new HashMap<>();
        for (ConsumerRecord<String, byte[]> each : records) {
            clocks.put(partition(each), each.timestamp());
        }
        Generations.write(connection);
        Map<TopicPartition, Long> applied = lock(connection, clocks.keySet());
        RecordRows rows = new RecordRows();
        int count = 0;
        for (ConsumerRecord<String, byte[]> each : records) {
            Long last = applied.get(partition(each));
            if (last == null) {
                throw new IllegalStateException(partition(each) + " is not among the applied offsets");
            }
            if (each.offset() > last) {
                reader.addTo(rows, each);
                applied.put(partition(each), each.offset());
                count++;
            }
        }
        // By a connection of its own, whose transaction is short.
        months.ensure(rows.clocksMs());
        rows.write(connection);
        if (count > 0) {
            advance(connection, applied, clocks);
        }
        return count;
    }

    private static TopicPartition partition(ConsumerRecord<String, byte[]> each) {
        return new TopicPartition(each.topic(), each.partition());
    }

    private static List<TopicPartition> sorted(Collection<TopicPartition> partitions) {
        return partitions.stream().sorted(ORDER).toList();
    }

    /** Reads and locks the offsets of those partitions, in one order for everybody. */
    private static Map<TopicPartition, Long> lock(Connection connection, Collection<TopicPartition> partitions)
            throws SQLException {
        List<TopicPartition> sorted = sorted(partitions);
        Map<TopicPartition, Long> applied = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT topic, partition, applied_offset FROM applied_offsets
                WHERE (topic, partition) IN (SELECT * FROM unnest(?::text[], ?::int4[]))
                ORDER BY topic, partition
                FOR UPDATE""")) {
            bind(connection, select, sorted);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    applied.put(new TopicPartition(found.getString(1), found.getInt(2)), found.getLong(3));
                }
            }
        }
        return applied;
    }

    private static void advance(
            Connection connection, Map<TopicPartition, Long> applied, Map<TopicPartition, Long> clocks)
            throws SQLException {
        List<TopicPartition> sorted = sorted(applied.keySet());
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE applied_offsets AS t
                SET applied_offset = v.applied_offset, clock_ms = greatest(t.clock_ms, v.clock_ms)
                FROM unnest(?::text[], ?::int4[], ?::int8[], ?::int8[]) AS v(topic, partition, applied_offset, clock_ms)
                WHERE t.topic = v.topic AND t.partition = v.partition""")) {
            bind(connection, update, sorted);
            update.setArray(3, connection.createArrayOf("int8", numbers(sorted, applied)));
            update.setArray(4, connection.createArrayOf("int8", numbers(sorted, clocks)));
            update.executeUpdate();
        }
    }

    private static Object[] numbers(List<TopicPartition> partitions, Map<TopicPartition, Long> values) {
        return partitions.stream().map(p -> values.getOrDefault(p, 0L)).toArray(Long[]::new);
    }

    private static void bind(Connection connection, PreparedStatement statement, List<TopicPartition> partitions)
            throws SQLException {
        String[] topics = partitions.stream().map(TopicPartition::topic).toArray(String[]::new);
        Integer[] numbers = partitions.stream().map(TopicPartition::partition).toArray(Integer[]::new);
        statement.setArray(1, connection.createArrayOf("text", topics));
        statement.setArray(2, connection.createArrayOf("int4", numbers));
    }
}
