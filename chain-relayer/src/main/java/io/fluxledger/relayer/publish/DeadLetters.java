package io.fluxledger.relayer.publish;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Copies of records that could not be read, with the reason and where they stood. */
final class DeadLetters implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;

    DeadLetters(KafkaClients clients) {
        this.producer = clients.byteProducer("dead-letters");
    }

    /** Returns when the brokers have it. After a crash the same record may be added again. */
    void add(String deadLetterTopic, ConsumerRecord<String, byte[]> unreadable, String reason) {
        ProducerRecord<String, byte[]> copy =
                new ProducerRecord<>(deadLetterTopic, unreadable.key(), unreadable.value());
        unreadable.headers().forEach(copy.headers()::add);
        header(copy, "dlq.reason", reason);
        header(copy, "dlq.topic", unreadable.topic());
        header(copy, "dlq.partition", Integer.toString(unreadable.partition()));
        header(copy, "dlq.offset", Long.toString(unreadable.offset()));
        try {
            producer.send(copy).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before the brokers had the dead letter", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The brokers did not take the dead letter", e);
        }
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close();
    }
}
