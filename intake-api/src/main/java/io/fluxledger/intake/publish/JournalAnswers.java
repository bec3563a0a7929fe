package io.fluxledger.intake.publish;

import io.fluxledger.events.EscrowLocked;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.JournalLine;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Tails both journals and completes the requests whose inputs they answer. Tailing starts before the first request is
 * published, so that no answer can be missed.
 */
public final class JournalAnswers implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final List<TopicSpec> JOURNALS =
            List.of(TopicCatalog.LEDGER_JOURNAL, TopicCatalog.PROVIDER_JOURNAL);

    private record IntentKey(String payer, String intentId) {}

    private final Consumer<String, SpecificRecord> consumer;
    private final int maxPending;
    private final Map<InputId16, CompletableFuture<Answer>> pending = new ConcurrentHashMap<>();
    private final Map<IntentKey, CompletableFuture<JournalLine>> locks = new ConcurrentHashMap<>();
    private final Thread tail;
    private volatile boolean open = true;

    public JournalAnswers(KafkaClients clients, boolean committed, int maxPending) {
        this.consumer = clients.consumer("intake-journal", committed, Map.of("fetch.max.wait.ms", 100));
        this.maxPending = maxPending;
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicSpec journal : JOURNALS) {
            for (int p = 0; p < journal.partitions(); p++) {
                partitions.add(new TopicPartition(journal.name(), p));
            }
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        tail = Thread.ofPlatform().name("intake-journal").start(this::follow);
    }

    /** Number of requests that wait. */
    public int waiting() {
        return pending.size();
    }

    public boolean isRunning() {
        return tail.isAlive();
    }

    /**
     * Registers interest in the answer to an input, before it is published.
     *
     * @throws ProblemException OVERLOADED when too many requests wait already
     */
    CompletableFuture<Answer> expect(InputId16 id) {
        if (pending.size() >= maxPending) {
            throw new ProblemException(Problem.of(
                    503, "OVERLOADED", "Too many requests wait", "nothing was done; try again in a second"));
        }
        return pending.computeIfAbsent(id, i -> new CompletableFuture<>());
    }

    void forget(InputId16 id) {
        pending.remove(id);
    }

    /**
     * Registers interest in the line that locks or closes a pending escrow intent. To be called before the intent is
     * published, and forgotten afterwards.
     */
    public CompletableFuture<JournalLine> expectLock(String payer, String intentId) {
        return locks.computeIfAbsent(new IntentKey(payer, intentId), k -> new CompletableFuture<>());
    }

    public void forgetLock(String payer, String intentId) {
        locks.remove(new IntentKey(payer, intentId));
    }

    private void follow() {
        try {
            while (open) {
                for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(POLL)) {
                    if (record.value() instanceof JournalLine line) {
                        complete(record, line);
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

    private void complete(ConsumerRecord<String, SpecificRecord> record, JournalLine line) {
        if (line.getIndex() == 0) {
            CompletableFuture<Answer> waiting = pending.remove(line.getInputId());
            if (waiting != null) {
                waiting.complete(new Answer(record.topic(), line));
            }
        }
        if (!locks.isEmpty()) {
            for (Object entry : line.getEntries()) {
                String intentId =
                        switch (entry) {
                            case EscrowLocked e -> e.getIntentId();
                            case IntentClosed e -> e.getIntentId();
                            default -> null;
                        };
                CompletableFuture<JournalLine> waiting =
                        intentId == null ? null : locks.remove(new IntentKey(record.key(), intentId));
                if (waiting != null) {
                    waiting.complete(line);
                }
            }
        }
    }

    @Override
    public void close() {
        open = false;
        consumer.wakeup();
        try {
            tail.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
