package io.fluxledger.export.log;

import io.fluxledger.runtime.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the committed records of partitions, as bytes. Safe for use by several threads. */
public final class LogReader {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long STALL_NANOS = Duration.ofSeconds(60).toNanos();
    private static final Map<String, Object> LARGE_FETCHES =
            Map.of("max.poll.records", 10_000, "max.partition.fetch.bytes", 8 << 20, "fetch.max.wait.ms", 10);

    private static final int LAST = 10_000;

    private final KafkaClients clients;

    /** Takes records one by one. */
    @FunctionalInterface
    public interface RecordHandler<X extends Exception> {
        void take(ConsumerRecord<byte[], byte[]> record) throws X;
    }

    public LogReader(KafkaClients clients) {
        this.clients = clients;
    }

    /**
     * Hands on every committed record of a partition that stands before an offset, in order.
     *
     * @param end offset behind the last record that is wanted
     * @throws IllegalStateException when the partition gives nothing for a minute, for example because a transaction is open
     */
    public <X extends Exception> void read(TopicPartition partition, long end, RecordHandler<X> handler) throws X {
        read(partition, 0, end, handler);
    }

    /** As {@link #read}, of some records at the end: fewer than the broker keeps of a few commits. */
    public <X extends Exception> void readLast(TopicPartition partition, long end, RecordHandler<X> handler) throws X {
        read(partition, Math.max(0, end - LAST), end, handler);
    }

    /** The value of the committed record at an offset; null where there is none, or it has none. */
    public byte @Nullable [] valueAt(TopicPartition partition, long offset) {
        try (Consumer<byte[], byte[]> consumer =
                clients.byteConsumer("log-" + partition, true, Map.of("max.poll.records", 1))) {
            List<TopicPartition> one = List.of(partition);
            consumer.assign(one);
            if (offset >= consumer.endOffsets(one).getOrDefault(partition, 0L)) {
                return null;
            }
            consumer.seek(partition, offset);
            long giveUpAt = System.nanoTime() + STALL_NANOS;
            while (consumer.position(partition) <= offset && System.nanoTime() < giveUpAt) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() == offset) {
                        return record.value();
                    }
                }
            }
        }
        return null;
    }

    private <X extends Exception> void read(TopicPartition partition, long from, long end, RecordHandler<X> handler)
            throws X {
        try (Consumer<byte[], byte[]> consumer = clients.byteConsumer("log-" + partition, true, LARGE_FETCHES)) {
            consumer.assign(List.of(partition));
            if (from == 0) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, from);
            }
            long stalledAt = System.nanoTime() + STALL_NANOS;
            for (long at = consumer.position(partition); at < end; at = consumer.position(partition)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                    if (record.offset() >= end) {
                        return;
                    }
                    handler.take(record);
                }
                if (consumer.position(partition) > at) {
                    stalledAt = System.nanoTime() + STALL_NANOS;
                } else if (System.nanoTime() > stalledAt) {
                    throw new IllegalStateException(
                            "%s gives no records at offset %d of %d: is a transaction left open?"
                                    .formatted(partition, at, end));
                }
            }
        }
    }
}
