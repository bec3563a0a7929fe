package io.fluxledger.bench.submit;

import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends inputs at a steady rate, as the intake would, and keeps every answer that a client of it would have been given
 * from the journal before its commit.
 */
public final class Submitter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Submitter.class);
    private static final long POLL_NANOS = 2_000_000;

    private final AnswerBook book = new AnswerBook(TopicCatalog.LEDGER_INPUTS.partitions());
    private final CallInputs inputs;
    private final long intervalNanos;
    private final AnswerTail tail;
    private final Producer<String, SpecificRecord> producer;
    private final Thread sender;
    private volatile boolean sending = true;
    private volatile @Nullable RuntimeException failure;

    /** Begins at once. */
    public Submitter(KafkaClients clients, CallInputs inputs, int ratePerS) {
        this.inputs = inputs;
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / ratePerS;
        tail = new AnswerTail(clients, book);
        producer = clients.producer("storm-inputs", Map.of("delivery.timeout.ms", 120_000));
        sender = Thread.ofPlatform().name("storm-inputs").start(this::send);
    }

    public AnswerBook book() {
        return book;
    }

    private void send() {
        long next = System.nanoTime();
        try {
            while (sending) {
                send(inputs.next());
                next += intervalNanos;
                LockSupport.parkNanos(next - System.nanoTime());
            }
            producer.flush();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void send(Planned input) {
        book.expect(input);
        var _ = producer.send(
                new ProducerRecord<>(TopicCatalog.LEDGER_INPUTS.name(), input.key(), input.event()), (metadata, e) -> {
                    if (e != null) {
                        LOG.warn("input {} was not taken: {}", input.id(), e.toString());
                        book.refused();
                    }
                });
    }

    /** Sends nothing more; returns when the brokers have acknowledged everything. */
    public void finish() {
        sending = false;
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        check();
    }

    /**
     * Waits until every partition has answered an input that was sent after that moment.
     *
     * @param sinceNanos a {@link System#nanoTime()}
     * @return whether that happened in time
     */
    public boolean awaitAnswersEverywhere(long sinceNanos, Duration timeout) {
        return await(() -> book.answersEverywhere(sinceNanos), timeout);
    }

    /** Waits until everything that was sent is answered; to be called after {@link #finish()}. */
    public boolean awaitAllAnswered(Duration timeout) {
        return await(() -> book.answeredCount() == book.sentCount(), timeout);
    }

    private boolean await(BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            check();
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    private void check() {
        tail.check();
        RuntimeException e = failure;
        if (e != null) {
            throw new IllegalStateException("inputs cannot be sent any more: " + e, e);
        }
    }

    @Override
    public void close() {
        finish();
        producer.close(Duration.ofSeconds(10));
        tail.close();
    }
}
