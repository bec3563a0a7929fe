package io.fluxledger.streams;

import io.fluxledger.codec.AvroTypes;
import io.fluxledger.events.Address20;
import io.fluxledger.events.DisputeClosed;
import io.fluxledger.events.Draw;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.ProviderRefundReceived;
import io.fluxledger.events.RefundIssued;
import io.fluxledger.rules.DerivedIds;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Takes what providers give back to the payers' inputs: reads committed lines of the providers' journal, writes one input
 * for each refund. Its id and its sequence come from the line, so that a refund that is relayed twice is credited once;
 * and the producer is plain, since an open transaction on the payers' inputs would hold up every request.
 */
final class RefundRelay implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final String SOURCE = "/fluxledger/refund-relay";

    private final Consumer<String, SpecificRecord> consumer;
    private final Producer<String, SpecificRecord> producer;
    private final Thread thread;
    private volatile boolean open = true;

    RefundRelay(KafkaClients clients, String group) {
        consumer = clients.consumer("refund-relay", true, Map.of("group.id", group));
        producer = clients.producer("refund-relay");
        consumer.subscribe(List.of(TopicCatalog.PROVIDER_JOURNAL.name()));
        thread = Thread.ofPlatform().name("refund-relay").start(this::run);
    }

    private void run() {
        try {
            while (open) {
                relay(consumer.poll(POLL));
            }
        } catch (WakeupException e) {
            if (open) {
                ServiceRunner.fatal(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException e) {
            // What was not committed is relayed again after the restart.
            ServiceRunner.fatal(e);
        } finally {
            consumer.close();
            producer.close(Duration.ofSeconds(2));
        }
    }

    private void relay(ConsumerRecords<String, SpecificRecord> records)
            throws InterruptedException, ExecutionException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (ConsumerRecord<String, SpecificRecord> record : records) {
            if (record.value() instanceof JournalLine line && line.getAccount() != null) {
                for (Object entry : line.getEntries()) {
                    ProviderRefundReceived refund = refund(line.getAccount(), entry, record.partition());
                    if (refund != null) {
                        sent.add(producer.send(input(refund, EventHeaders.traceparent(record.headers()))));
                    }
                }
            }
        }
        for (Future<RecordMetadata> future : sent) {
            var _ = future.get();
        }
        if (!records.isEmpty()) {
            consumer.commitSync();
        }
    }

    private static @org.jspecify.annotations.Nullable ProviderRefundReceived refund(
            Address20 provider, Object entry, int partition) {
        return switch (entry) {
            case DisputeClosed e
            when e.getRefundSequence() > 0 ->
                refund(provider, e.getPayer(), e.getIntentId(), e.getDraws(), partition, e.getRefundSequence());
            case RefundIssued e ->
                refund(provider, e.getPayer(), e.getIntentId(), e.getDraws(), partition, e.getRefundSequence());
            default -> null;
        };
    }

    private static ProviderRefundReceived refund(
            Address20 provider, Address20 payer, String intentId, List<Draw> draws, int partition, long sequence) {
        InputId16 id = AvroTypes.id(DerivedIds.refund(partition, sequence));
        return new ProviderRefundReceived(id, payer, provider, intentId, draws, partition, sequence);
    }

    private static ProducerRecord<String, SpecificRecord> input(
            ProviderRefundReceived refund, @Nullable String traceparent) {
        String payer = AvroTypes.address(refund.getPayer()).toString();
        return new ProducerRecord<>(
                TopicCatalog.LEDGER_INPUTS.name(),
                null,
                payer,
                refund,
                EventHeaders.of(refund.getInputId(), refund, SOURCE, Instant.now(), traceparent));
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
