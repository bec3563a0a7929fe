package io.fluxledger.relayer.publish;

import io.fluxledger.events.InputId16;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicSpec;
import java.time.Clock;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Producer records with the headers that every record has. */
record EventRecords(Clock clock) {
    private static final String SOURCE = "/fluxledger/chain-relayer";

    /** A record without a single cause. */
    ProducerRecord<String, SpecificRecord> record(
            TopicSpec topic, @Nullable Integer partition, String key, InputId16 id, SpecificRecord event) {
        return record(topic, partition, key, id, event, null);
    }

    /**
     * @param partition null to let the key decide
     * @param traceparent trace context of the cause, where there is one
     */
    ProducerRecord<String, SpecificRecord> record(
            TopicSpec topic,
            @Nullable Integer partition,
            String key,
            InputId16 id,
            SpecificRecord event,
            @Nullable String traceparent) {
        return new ProducerRecord<>(
                topic.name(), partition, key, event, EventHeaders.of(id, event, SOURCE, clock.instant(), traceparent));
    }

    /** Within a transaction, whose commit fails when a record of it did. */
    static void send(
            KafkaProducer<String, SpecificRecord> transactional, ProducerRecord<String, SpecificRecord> record) {
        Future<RecordMetadata> _ = transactional.send(record);
    }
}
