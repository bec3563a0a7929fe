package io.fluxledger.bench.audit;

import io.fluxledger.audit.config.Database;
import io.fluxledger.bench.stream.FoldedInputs;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Watches when lines can be asked for: their append times from the topic, and how far the rows are from PostgreSQL. It shares
 * the processors with what it watches, so that it reads the topic in large pieces: a line that is read after it became a row
 * is matched with the first look that found its row.
 */
final class QueryableClock implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LOOK_NANOS = 10_000_000;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();
    private static final double NANOS_PER_S = 1e9;
    private static final Map<String, Object> LARGE_PIECES =
            Map.of("fetch.min.bytes", 1 << 20, "fetch.max.wait.ms", 250);

    private record Line(long offset, long appendedAtMs) {}

    /** @param offset up to which lines were rows */
    private record Look(long offset, long atMs) {}

    /** Lines that were not matched yet, and looks that may still be the first for one. */
    private static final class Watched {
        private final Deque<Line> lines = new ArrayDeque<>();
        private final Deque<Look> looks = new ArrayDeque<>();
        private long lastLine = -1;
        private long lastLook = -1;
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Connection connection;
    private final PreparedStatement appliedOffsets;
    private final List<TopicPartition> partitions = FoldedInputs.partitions(TopicCatalog.LEDGER_JOURNAL);
    private final Map<Integer, Watched> watched = new HashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread reader = Thread.ofPlatform().name("bench-lines").unstarted(this::read);

    private QueryableClock(KafkaClients clients, Database database) throws SQLException {
        this.consumer = clients.byteConsumer("bench-queryable", false, LARGE_PIECES);
        this.connection = database.source().getConnection();
        this.appliedOffsets =
                connection.prepareStatement("SELECT partition, applied_offset FROM applied_offsets WHERE topic = ?");
        appliedOffsets.setString(1, TopicCatalog.LEDGER_JOURNAL.name());
        partitions.forEach(partition -> watched.put(partition.partition(), new Watched()));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    static QueryableClock start(KafkaClients clients, Database database) throws SQLException {
        QueryableClock clock = new QueryableClock(clients, database);
        clock.reader.start();
        return clock;
    }

    private void read() {
        while (!closed.get()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            synchronized (watched) {
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    Watched partition = of(record.partition());
                    partition.lines.add(new Line(record.offset(), record.timestamp()));
                    partition.lastLine = record.offset();
                }
            }
        }
    }

    private Watched of(int partition) {
        return Objects.requireNonNull(watched.get(partition));
    }

    /** Waits until so many lines have become rows. */
    void awaitRows(int lines) {
        AtomicInteger rows = new AtomicInteger();
        long giveUp = System.nanoTime() + PATIENCE_NANOS;
        while (rows.get() < lines) {
            look();
            match(_ -> rows.incrementAndGet());
            pauseUntil(giveUp);
        }
    }

    /** Milliseconds from append to row, of all lines that became rows in that time. */
    Histogram measure(int seconds) {
        long end = System.nanoTime() + (long) (seconds * NANOS_PER_S);
        return measureUntil(() -> System.nanoTime() > end);
    }

    Histogram measureUntil(BooleanSupplier over) {
        Histogram ms = new Histogram(3);
        while (!over.getAsBoolean()) {
            long begun = System.nanoTime();
            look();
            match(ms::recordValue);
            LockSupport.parkNanos(Math.max(1, LOOK_NANOS - (System.nanoTime() - begun)));
        }
        // Lines whose rows were found in that time belong to it, also those that were not read yet.
        long giveUp = System.nanoTime() + PATIENCE_NANOS;
        while (!isReadUpToTheLooks()) {
            pauseUntil(giveUp);
        }
        match(ms::recordValue);
        return ms;
    }

    private static void pauseUntil(long giveUp) {
        if (System.nanoTime() > giveUp) {
            throw new IllegalStateException(
                    "lines or rows did not come within %.0f s".formatted(PATIENCE_NANOS / NANOS_PER_S));
        }
        LockSupport.parkNanos(LOOK_NANOS);
    }

    private boolean isReadUpToTheLooks() {
        synchronized (watched) {
            return watched.values().stream().allMatch(each -> each.lastLine >= each.lastLook);
        }
    }

    private void look() {
        Map<Integer, Long> applied = new HashMap<>();
        try (ResultSet rows = appliedOffsets.executeQuery()) {
            while (rows.next()) {
                applied.put(rows.getInt(1), rows.getLong(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the applied offsets cannot be read", e);
        }
        long nowMs = System.currentTimeMillis();
        synchronized (watched) {
            applied.forEach((partition, offset) -> {
                Watched each = of(partition);
                if (offset > each.lastLook) {
                    each.lastLook = offset;
                    each.looks.add(new Look(offset, nowMs));
                }
            });
        }
    }

    /**
     * Matches lines with the looks that found their rows.
     *
     * @param waitedMs told for each line how long it waited
     */
    private void match(LongConsumer waitedMs) {
        synchronized (watched) {
            for (Watched each : watched.values()) {
                while (!each.lines.isEmpty() && !each.looks.isEmpty()) {
                    Look look = each.looks.getFirst();
                    if (each.lines.getFirst().offset() <= look.offset()) {
                        waitedMs.accept(Math.max(
                                0, look.atMs() - each.lines.removeFirst().appendedAtMs()));
                    } else {
                        each.looks.removeFirst();
                    }
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        closed.set(true);
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
        connection.close();
    }
}
