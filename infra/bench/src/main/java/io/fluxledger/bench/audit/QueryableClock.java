package io.fluxledger.bench.audit;

import io.fluxledger.audit.config.Database;
import io.fluxledger.bench.stream.FoldedInputs;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Watches when lines can be asked for: their append times from the topic, and how far the rows are from PostgreSQL. */
final class QueryableClock implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LOOK_NANOS = 5_000_000;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();
    private static final double NANOS_PER_S = 1e9;

    private record Line(long offset, long appendedAtMs) {}

    private final Consumer<byte[], byte[]> consumer;
    private final Database database;
    private final List<TopicPartition> partitions = FoldedInputs.partitions(TopicCatalog.LEDGER_JOURNAL);
    private final Map<TopicPartition, Deque<Line>> waiting = new HashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread reader = Thread.ofPlatform().name("bench-lines").unstarted(this::read);

    private QueryableClock(KafkaClients clients, Database database) {
        this.consumer = clients.byteConsumer("bench-queryable", false, Map.of("fetch.max.wait.ms", 5));
        this.database = database;
        partitions.forEach(partition -> waiting.put(partition, new ArrayDeque<>()));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    static QueryableClock start(KafkaClients clients, Database database) {
        QueryableClock clock = new QueryableClock(clients, database);
        clock.reader.start();
        return clock;
    }

    private void read() {
        while (!closed.get()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                synchronized (waiting) {
                    waiting.getOrDefault(new TopicPartition(record.topic(), record.partition()), new ArrayDeque<>())
                            .add(new Line(record.offset(), record.timestamp()));
                }
            }
        }
    }

    /** Waits until hardly a line waits for its rows. */
    void awaitCaughtUp() {
        long giveUp = System.nanoTime() + PATIENCE_NANOS;
        Histogram ignored = new Histogram(3);
        int calm = 0;
        while (calm < 200) {
            calm = look(ignored) < 50 ? calm + 1 : 0;
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException(
                        "the projector did not catch up within " + PATIENCE_NANOS / NANOS_PER_S);
            }
            LockSupport.parkNanos(LOOK_NANOS);
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
            look(ms);
            LockSupport.parkNanos(Math.max(1, LOOK_NANOS - (System.nanoTime() - begun)));
        }
        return ms;
    }

    /** How many lines still wait. */
    private int look(Histogram ms) {
        Map<Integer, Long> applied = new HashMap<>();
        database.jdbi()
                .useHandle(handle -> handle.createQuery(
                                "SELECT partition, applied_offset FROM applied_offsets WHERE topic = :topic")
                        .bind("topic", TopicCatalog.LEDGER_JOURNAL.name())
                        .map((row, _) -> Map.entry(row.getInt(1), row.getLong(2)))
                        .forEach(each -> applied.put(each.getKey(), each.getValue())));
        long nowMs = System.currentTimeMillis();
        int left = 0;
        synchronized (waiting) {
            for (Map.Entry<TopicPartition, Deque<Line>> each : waiting.entrySet()) {
                long offset = applied.getOrDefault(each.getKey().partition(), -1L);
                Deque<Line> lines = each.getValue();
                while (!lines.isEmpty() && lines.getFirst().offset() <= offset) {
                    ms.recordValue(Math.max(0, nowMs - lines.removeFirst().appendedAtMs()));
                }
                left += lines.size();
            }
        }
        return left;
    }

    @Override
    public void close() {
        closed.set(true);
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
    }
}
