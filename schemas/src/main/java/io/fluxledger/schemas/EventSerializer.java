package io.fluxledger.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Kafka adapter of {@link EventSerde} for topics of the catalog. */
public final class EventSerializer implements Serializer<SpecificRecord> {
    private final EventSerde serde;

    public EventSerializer(EventSerde serde) {
        this.serde = serde;
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable SpecificRecord event) {
        if (event == null) {
            return null;
        }
        TopicSpec spec = TopicCatalog.byName(topic)
                .orElseThrow(() -> new IllegalArgumentException(topic + " is not a topic of the catalog"));
        return serde.serialize(spec, event);
    }
}
