package io.fluxledger.audit.verify;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The committed records of a partition from its first offset up to an end, in order. */
final class PartitionLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long STALL_NANOS = Duration.ofSeconds(60).toNanos();

    private final Consumer<String, byte[]> consumer;
    private final TopicPartition partition;
    private final long end;
    private final Deque<ConsumerRecord<String, byte[]>> read = new ArrayDeque<>();

    /** @param end offset behind the last record, as the broker gives it to a read-committed consumer */
    PartitionLog(Consumer<String, byte[]> consumer, TopicPartition partition, long end) {
        this.consumer = consumer;
        this.partition = partition;
        this.end = end;
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** The next record without taking it; null at the end. */
    @Nullable
    ConsumerRecord<String, byte[]> peek() {
        long stalledAt = System.nanoTime() + STALL_NANOS;
        while (read.isEmpty() && consumer.position(partition) < end) {
            consumer.poll(POLL).records(partition).forEach(r -> {
                if (r.offset() < end) {
                    read.add(r);
                }
            });
            if (read.isEmpty() && System.nanoTime() > stalledAt) {
                throw new IllegalStateException(partition + " gives no records at offset "
                        + consumer.position(partition) + " of " + end + ": is a transaction left open?");
            }
        }
        return read.peek();
    }

    /** Takes the next record; null at the end. */
    @Nullable
    ConsumerRecord<String, byte[]> next() {
        peek();
        return read.poll();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
