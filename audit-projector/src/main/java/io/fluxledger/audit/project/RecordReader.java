package io.fluxledger.audit.project;

import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.UnreadableRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes rows of records as they stand on the log. */
final class RecordReader {
    private final EventSerde serde;

    RecordReader(EventSerde serde) {
        this.serde = serde;
    }

    /** @throws UnprojectableRecordException when the record is unreadable or unknown */
    void addTo(RecordRows rows, ConsumerRecord<?, byte[]> record) {
        Place at = new Place(record.topic(), record.partition(), record.offset(), record.timestamp());
        byte @Nullable [] value = record.value();
        if (value == null) {
            if (record.topic().equals(TopicCatalog.CHAIN_TRANSACTIONS.name())) {
                // A compacted topic may drop a key; what was known of it stays.
                return;
            }
            throw new UnprojectableRecordException(at, "no value");
        }
        try {
            rows.add(at, serde.deserialize(value), EventHeaders.traceparent(record.headers()));
        } catch (UnreadableRecordException e) {
            throw new UnprojectableRecordException(at, "unreadable: " + e.getMessage(), e);
        }
    }
}
