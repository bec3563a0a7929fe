package io.fluxledger.bench.stream;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes deposits and steps of calls to the inputs' topic, as fast as the broker takes them.
 *
 * @param deposits deposits written first
 * @param inputs steps of calls written behind them
 * @param valueBytes bytes of all steps' values
 */
public record Preload(int deposits, int inputs, long valueBytes) {
    /** Fills the topic. */
    public static Preload fill(String bootstrap, InputRecords records, int inputs) {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        int deposits = 0;
        long bytes = 0;
        try (Producer<byte[], byte[]> producer = InputRecords.producer(bootstrap, Map.of("linger.ms", 5))) {
            for (ProducerRecord<byte[], byte[]> deposit : records.deposits()) {
                send(producer, deposit, failure);
                deposits++;
            }
            for (int i = 0; i < inputs; i++) {
                ProducerRecord<byte[], byte[]> input = records.next();
                bytes += input.value().length;
                send(producer, input, failure);
            }
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("an input was not written", failed);
        }
        return new Preload(deposits, inputs, bytes);
    }

    /** All records on the topic; each is answered with one journal line. */
    public int records() {
        return deposits + inputs;
    }

    private static void send(
            Producer<byte[], byte[]> producer,
            ProducerRecord<byte[], byte[]> input,
            AtomicReference<@Nullable Exception> failure) {
        var _ = producer.send(input, (metadata, e) -> {
            if (e != null) {
                failure.set(e);
            }
        });
    }
}
