package io.fluxledger.bench.latency;

import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Tails the journal on a thread of its own, before it is committed, as intake does. */
final class JournalReader implements AutoCloseable {
    /** Told of every line. */
    interface Listener {
        void line(InputKey answered, long seenNs);
    }

    private static final Duration POLL = Duration.ofMillis(100);

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final AtomicLong lines = new AtomicLong();
    private final AtomicReference<Listener> listener = new AtomicReference<>((answered, seenNs) -> {});
    private final CountDownLatch tailing = new CountDownLatch(1);
    private final Thread thread;

    JournalReader(String bootstrap) throws InterruptedException {
        thread = Thread.ofPlatform().name("journal-reader").start(() -> read(bootstrap));
        tailing.await();
    }

    void listen(Listener next) {
        listener.set(next);
    }

    /** Lines seen since the journal began. */
    long lines() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return lines.get();
    }

    private void read(String bootstrap) {
        TopicSpec journal = TopicCatalog.LEDGER_JOURNAL;
        List<TopicPartition> all = IntStream.range(0, journal.partitions())
                .mapToObj(p -> new TopicPartition(journal.name(), p))
                .toList();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_uncommitted",
                        "enable.auto.commit",
                        false,
                        "max.poll.records",
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            tailing.countDown();
            while (!stopped.get()) {
                for (ConsumerRecord<byte[], byte[]> line : consumer.poll(POLL)) {
                    lines.incrementAndGet();
                    listener.get().line(InputKey.of(line.value()), System.nanoTime());
                }
            }
        } catch (RuntimeException e) {
            failure.set(e);
        } finally {
            tailing.countDown();
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
