package io.fluxledger.watch;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.JournalLine;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.SchemaRegistryClient.RegistryUnavailableException;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journals, the relayer's topics and the dead letters from their first offset on a thread of its own; keeps nothing. While it cannot
 * read on, it says so: what it knew before is no longer what is.
 */
final class LogWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final List<TopicSpec> TOPICS = List.of(
            TopicCatalog.LEDGER_JOURNAL,
            TopicCatalog.PROVIDER_JOURNAL,
            TopicCatalog.CHAIN_COMMANDS,
            TopicCatalog.CHAIN_TRANSACTIONS);

    private final KafkaClients clients;
    private final Books books;
    private final Lanes lanes;
    private final Windows windows;
    private final Letters letters;
    private final java.util.function.Consumer<Throwable> onFailure;
    private final Consumer<String, byte[]> consumer;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("log-watch").unstarted(this::run);
    private final Map<TopicPartition, Long> applied = new HashMap<>();
    private volatile boolean caughtUp;
    private volatile boolean waiting;
    private volatile long behind;

    /** @param onFailure told once when it cannot go on */
    LogWatch(
            KafkaClients clients,
            Books books,
            Lanes lanes,
            Windows windows,
            Letters letters,
            java.util.function.Consumer<Throwable> onFailure) {
        this.clients = clients;
        this.books = books;
        this.lanes = lanes;
        this.windows = windows;
        this.letters = letters;
        this.onFailure = onFailure;
        this.consumer = clients.rawConsumer("ledger-watch", true, Map.of("max.poll.records", 5_000));
    }

    LogWatch start() {
        thread.start();
        return this;
    }

    /** Whether everything was read that there was at some moment since the start, and it is read on. */
    boolean isCaughtUp() {
        return caughtUp && !waiting && thread.isAlive();
    }

    /** Records that are there and not read yet. */
    long behind() {
        return behind;
    }

    private void run() {
        try (consumer) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (TopicSpec topic : TOPICS) {
                for (int p = 0; p < topic.partitions(); p++) {
                    partitions.add(new TopicPartition(topic.name(), p));
                }
            }
            TopicCatalog.withDeadLetters().forEach(topic -> partitions.add(new TopicPartition(topic.deadLetters(), 0)));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (stopping.getCount() > 0) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    take(record);
                    applied.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
                }
                look(partitions);
            }
        } catch (WakeupException e) {
            LOG.debug("woken up to stop", e);
        } catch (RuntimeException | InterruptedException e) {
            if (stopping.getCount() > 0) {
                onFailure.accept(e);
            }
        }
    }

    private void look(List<TopicPartition> partitions) {
        long open = 0;
        for (TopicPartition partition : partitions) {
            var lag = consumer.currentLag(partition);
            if (lag.isEmpty()) {
                return;
            }
            open += lag.getAsLong();
        }
        behind = open;
        if (open == 0) {
            caughtUp = true;
            lanes.caughtUp(System.nanoTime() / 1_000_000);
        }
    }

    /** What is behind while nothing is applied; brokers that do not answer either leave it at what it was. */
    private void lookWhileWaiting() {
        try {
            long open = 0;
            for (Map.Entry<TopicPartition, Long> end :
                    consumer.endOffsets(consumer.assignment(), PAUSE).entrySet()) {
                open += Math.max(0, end.getValue() - applied.getOrDefault(end.getKey(), 0L));
            }
            behind = open;
        } catch (TimeoutException e) {
            LOG.warn("the brokers do not answer either: {}", e.getMessage());
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        if (Letters.has(record.topic())) {
            letters.add(record);
            return;
        }
        if (record.value() == null) {
            return;
        }
        while (stopping.getCount() > 0) {
            try {
                apply(record, clients.serde().deserialize(record.value()));
                waiting = false;
                return;
            } catch (UnreadableRecordException e) {
                LOG.warn(
                        "{}-{} offset {} cannot be read: {}",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        e.getMessage());
                return;
            } catch (RegistryUnavailableException e) {
                waiting = true;
                LOG.warn("waiting for the schema registry: {}", e.getMessage());
                lookWhileWaiting();
                if (stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }
    }

    private void apply(ConsumerRecord<String, byte[]> record, SpecificRecord event) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        switch (event) {
            case JournalLine line -> {
                books.add(partition, line);
                if (record.topic().equals(TopicCatalog.PROVIDER_JOURNAL.name())) {
                    windows.add(partition, line);
                }
            }
            case ChainCommand command -> lanes.command(command, record.timestamp());
            case ChainTransaction transaction -> lanes.transaction(transaction);
            default -> LOG.warn("{} has a {}", partition, event.getSchema().getName());
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        consumer.wakeup();
        try {
            if (!thread.join(STOP)) {
                LOG.warn("the watch did not stop within {}", STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
