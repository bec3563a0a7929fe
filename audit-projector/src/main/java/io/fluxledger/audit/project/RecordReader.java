package io.fluxledger.audit.project;

import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Makes rows of records as they stand on the log. */
final class RecordReader {
    private static final int TRACEPARENT_LENGTH = 55;
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

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
            rows.add(at, serde.deserialize(value), traceparent(record));
        } catch (UnreadableRecordException e) {
            throw new UnprojectableRecordException(at, "unreadable: " + e.getMessage(), e);
        }
    }

    /** Null when there is none, or none that a trace could have: whoever sent the request wrote it, not we. */
    private static @Nullable String traceparent(ConsumerRecord<?, byte[]> record) {
        Header header = record.headers().lastHeader(EventHeaders.TRACEPARENT);
        byte[] value = header == null ? null : header.value();
        if (value == null || value.length != TRACEPARENT_LENGTH) {
            return null;
        }
        String text = new String(value, StandardCharsets.US_ASCII);
        return TRACEPARENT.matcher(text).matches() ? text : null;
    }
}
