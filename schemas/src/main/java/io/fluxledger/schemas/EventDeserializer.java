package io.fluxledger.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka adapter of {@link EventSerde}. It throws on an unreadable record, which stops a plain consumer: readers of
 * topics that strangers may write take bytes and call the serde themselves.
 */
public final class EventDeserializer implements Deserializer<SpecificRecord> {
    private final EventSerde serde;

    public EventDeserializer(EventSerde serde) {
        this.serde = serde;
    }

    @Override
    public @Nullable SpecificRecord deserialize(String topic, byte @Nullable [] value) {
        return value == null ? null : serde.deserialize(value);
    }
}
