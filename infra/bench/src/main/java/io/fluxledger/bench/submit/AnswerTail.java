package io.fluxledger.bench.submit;

import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payers' journal uncommitted from the moment of its making, as the intake does, and gives the answers. Its
 * ends are known when the constructor returns, so that nothing that is sent from then on can be missed.
 */
final class AnswerTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Consumer<String, byte[]> consumer;
    private final AnswerBook book;
    private final Thread thread;
    private volatile boolean open = true;
    private volatile @Nullable RuntimeException failure;

    AnswerTail(KafkaClients clients, AnswerBook book) {
        this.book = book;
        consumer =
                clients.rawConsumer("storm-answers", false, Map.of("fetch.max.wait.ms", 50, "max.poll.records", 5_000));
        List<TopicPartition> partitions = journalPartitions();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread = Thread.ofPlatform().name("storm-answers").start(this::follow);
    }

    static List<TopicPartition> journalPartitions() {
        return IntStream.range(0, TopicCatalog.LEDGER_JOURNAL.partitions())
                .mapToObj(p -> new TopicPartition(TopicCatalog.LEDGER_JOURNAL.name(), p))
                .toList();
    }

    private void follow() {
        try (consumer) {
            while (open) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    book.line(record.partition(), record.offset(), record.value());
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** @throws IllegalStateException when reading has failed: answers may have been missed since */
    void check() {
        RuntimeException e = failure;
        if (e != null) {
            throw new IllegalStateException("the journal cannot be followed any more: " + e, e);
        }
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        check();
    }
}
