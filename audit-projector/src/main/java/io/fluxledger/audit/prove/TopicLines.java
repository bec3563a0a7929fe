package io.fluxledger.audit.prove;

import io.fluxledger.audit.prove.ProofQueries.Entry;
import io.fluxledger.events.JournalLine;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Single committed records of the journals. One consumer serves all, one after the other; it is made when first asked for. */
public final class TopicLines implements LineSource, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaClients clients;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Consumer<byte[], byte[]> consumer;

    public TopicLines(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public Optional<JournalLine> at(Entry entry) {
        lock.lock();
        try {
            return read(entry);
        } catch (KafkaException e) {
            throw new LineNotReadException(entry, e);
        } finally {
            lock.unlock();
        }
    }

    private Optional<JournalLine> read(Entry entry) {
        Consumer<byte[], byte[]> reader = consumer;
        if (reader == null) {
            reader = clients.byteConsumer(
                    "audit-lines", true, Map.of("max.poll.records", 1, "default.api.timeout.ms", 5_000));
            consumer = reader;
        }
        TopicPartition partition = new TopicPartition(entry.topic(), entry.partition());
        reader.assign(List.of(partition));
        if (entry.offset() >= reader.endOffsets(List.of(partition)).getOrDefault(partition, 0L)) {
            return Optional.empty();
        }
        reader.seek(partition, entry.offset());
        long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < giveUpNanos) {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                return record.offset() == entry.offset() ? line(record) : Optional.empty();
            }
            if (reader.position(partition) > entry.offset()) {
                return Optional.empty();
            }
        }
        throw new LineNotReadException(entry, null);
    }

    private Optional<JournalLine> line(ConsumerRecord<byte[], byte[]> record) {
        try {
            return clients.serde().deserialize(record.value()) instanceof JournalLine line
                    ? Optional.of(line)
                    : Optional.empty();
        } catch (UnreadableRecordException e) {
            // What cannot be read is no line; the projection names it.
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            Consumer<byte[], byte[]> reader = consumer;
            if (reader != null) {
                reader.close();
                consumer = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
