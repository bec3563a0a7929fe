package io.fluxledger.audit.verify;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The committed records of a partition from an offset up to an end, in order. */
final class PartitionLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long STALL_NANOS = Duration.ofSeconds(60).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long end;
    private List<ConsumerRecord<byte[], byte[]>> read = List.of();
    private int at;

    /**
     * From the first offset.
     *
     * @param end offset behind the last record, as the broker gives it to a read-committed consumer
     */
    PartitionLog(Consumer<byte[], byte[]> consumer, TopicPartition partition, long end) {
        this(consumer, partition, 0, end);
    }

    PartitionLog(Consumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
        this.consumer = consumer;
        this.partition = partition;
        this.end = end;
        consumer.assign(List.of(partition));
        if (from == 0) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            consumer.seek(partition, from);
        }
    }

    /** The next record without taking it; null at the end. */
    @Nullable
    ConsumerRecord<byte[], byte[]> peek() {
        if (at == read.size()) {
            fill();
        }
        if (at == read.size()) {
            return null;
        }
        ConsumerRecord<byte[], byte[]> record = read.get(at);
        return record.offset() < end ? record : null;
    }

    /** Takes the next record; null at the end. */
    @Nullable
    ConsumerRecord<byte[], byte[]> next() {
        ConsumerRecord<byte[], byte[]> record = peek();
        if (record != null) {
            at++;
        }
        return record;
    }

    private void fill() {
        long stalledAt = System.nanoTime() + STALL_NANOS;
        while (at == read.size() && consumer.position(partition) < end) {
            read = consumer.poll(POLL).records(partition);
            at = 0;
            if (read.isEmpty() && System.nanoTime() > stalledAt) {
                throw new IllegalStateException(partition + " gives no records at offset "
                        + consumer.position(partition) + " of " + end + ": is a transaction left open?");
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
