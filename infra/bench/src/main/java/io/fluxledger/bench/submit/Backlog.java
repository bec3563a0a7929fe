package io.fluxledger.bench.submit;

import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends many inputs as fast as the brokers take them. */
public final class Backlog {
    private Backlog() {}

    /**
     * Sends and waits until everything is acknowledged by all replicas.
     *
     * @throws IllegalStateException when the brokers did not take an input
     */
    public static void send(KafkaClients clients, CallInputs inputs, int count) {
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        try (Producer<String, SpecificRecord> producer =
                clients.producer("backlog-inputs", Map.of("linger.ms", 10, "batch.size", 131_072))) {
            for (int i = 0; i < count; i++) {
                Planned input = inputs.next();
                var _ = producer.send(
                        new ProducerRecord<>(TopicCatalog.LEDGER_INPUTS.name(), input.key(), input.event()),
                        (metadata, e) -> {
                            if (e != null) {
                                failures.add(e);
                            }
                        });
            }
            producer.flush();
        }
        Exception first = failures.peek();
        if (first != null) {
            throw new IllegalStateException("%d inputs were not taken: %s".formatted(failures.size(), first), first);
        }
    }
}
