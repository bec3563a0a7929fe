package io.fluxledger.intake.publish;

import io.fluxledger.events.JournalLine;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads both journals for {@link JournalAnswers}. The ends are known when the constructor returns, so that no answer to
 * what is published from then on can be missed.
 */
public final class JournalTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final List<TopicSpec> JOURNALS = List.of(TopicCatalog.LEDGER_JOURNAL, TopicCatalog.PROVIDER_JOURNAL);

    private final Consumer<String, byte[]> consumer;
    private final EventSerde serde;
    private final JournalAnswers answers;
    private final Thread thread;
    private volatile boolean open = true;

    /** @param committed whether a line counts only when its transaction has committed */
    public JournalTail(KafkaClients clients, boolean committed, JournalAnswers answers) {
        this.consumer = clients.rawConsumer("intake-journal", committed, Map.of("fetch.max.wait.ms", 100));
        this.serde = clients.serde();
        this.answers = answers;
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicSpec journal : JOURNALS) {
            for (int p = 0; p < journal.partitions(); p++) {
                partitions.add(new TopicPartition(journal.name(), p));
            }
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread = Thread.ofPlatform().name("intake-journal").start(this::follow);
    }

    public boolean isRunning() {
        return thread.isAlive();
    }

    private void follow() {
        try {
            while (open) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    // Most lines are nobody's here: they are not even decoded.
                    if (answers.isWanted(record.key(), record.value())
                            && serde.deserialize(record.value()) instanceof JournalLine line) {
                        answers.line(record.topic(), record.key(), line);
                    }
                }
            }
        } catch (WakeupException e) {
            if (open) {
                ServiceRunner.fatal(e);
            }
        } catch (RuntimeException e) {
            // Without the tail every request would time out: a restart is the honest answer.
            ServiceRunner.fatal(e);
        } finally {
            consumer.close();
        }
    }

    @Override
    public void close() {
        open = false;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
