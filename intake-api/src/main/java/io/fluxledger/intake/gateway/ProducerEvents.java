package io.fluxledger.intake.gateway;

import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.intake.accept.Acceptance;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Takes what external producers write by Kafka: signed receipts and requests. What verifies is forwarded unchanged, what
 * does not goes to the dead letters with the reason. At least once: the ledger recognises repeats.
 */
public final class ProducerEvents implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Acceptance acceptance;
    private final KafkaClients clients;
    private final Consumer<String, byte[]> consumer;
    private final Producer<String, SpecificRecord> inputs;
    private final Producer<String, byte[]> deadLetters;
    private final Thread thread;
    private volatile boolean open = true;

    public ProducerEvents(KafkaClients clients, Acceptance acceptance) {
        this.acceptance = acceptance;
        this.clients = clients;
        this.consumer = clients.rawConsumer(
                "intake-producer-events", true, Map.of("group.id", "fluxledger-intake", "max.poll.records", 500));
        this.inputs = clients.producer("intake-forward");
        this.deadLetters = clients.rawProducer("intake-dead-letters");
        consumer.subscribe(List.of(TopicCatalog.PRODUCER_EVENTS.name()));
        thread = Thread.ofPlatform().name("intake-producer-events").start(this::run);
    }

    public boolean isRunning() {
        return thread.isAlive();
    }

    private void run() {
        try {
            while (open) {
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    sent.add(forward(record));
                }
                for (Future<RecordMetadata> future : sent) {
                    future.get();
                }
                if (!sent.isEmpty()) {
                    consumer.commitSync();
                }
            }
        } catch (WakeupException e) {
            if (open) {
                ServiceRunner.fatal(e);
            }
        } catch (RuntimeException | ExecutionException e) {
            ServiceRunner.fatal(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            consumer.close();
        }
    }

    private Future<RecordMetadata> forward(ConsumerRecord<String, byte[]> record) {
        try {
            SpecificRecord event = clients.serde().deserialize(record.value());
            String key = switch (event) {
                case UsageReceipt e -> {
                    acceptance.verify(e);
                    yield InputPublisher.key(e.getPayer());
                }
                case SettlementRequested e -> {
                    acceptance.verify(e);
                    yield InputPublisher.key(e.getPayer());
                }
                case RefundRequested e -> {
                    acceptance.verify(e);
                    yield InputPublisher.key(e.getPayer());
                }
                default ->
                    throw new UnreadableRecordException(
                            event.getSchema().getName() + " may not be written by producers");
            };
            return inputs.send(new ProducerRecord<>(
                    TopicCatalog.LEDGER_INPUTS.name(), null, key, event, ForeignHeaders.kept(record.headers())));
        } catch (UnreadableRecordException | ProblemException e) {
            return refuse(record, String.valueOf(e.getMessage()));
        }
    }

    private Future<RecordMetadata> refuse(ConsumerRecord<String, byte[]> record, String reason) {
        RecordHeaders headers = ForeignHeaders.ofDeadLetter(record.headers());
        headers.add("dlq.reason", reason.getBytes(StandardCharsets.UTF_8));
        headers.add("dlq.topic", record.topic().getBytes(StandardCharsets.UTF_8));
        headers.add("dlq.partition", Integer.toString(record.partition()).getBytes(StandardCharsets.UTF_8));
        headers.add("dlq.offset", Long.toString(record.offset()).getBytes(StandardCharsets.UTF_8));
        return deadLetters.send(new ProducerRecord<>(
                TopicCatalog.PRODUCER_EVENTS.deadLetters(), null, record.key(), record.value(), headers));
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
        inputs.close(Duration.ofSeconds(2));
        deadLetters.close(Duration.ofSeconds(2));
    }
}
