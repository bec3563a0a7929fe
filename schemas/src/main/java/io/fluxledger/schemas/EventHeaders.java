package io.fluxledger.schemas;

import io.fluxledger.events.InputId16;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** CloudEvents 1.0 Kafka binary mode headers, and W3C trace context. */
public final class EventHeaders {
    public static final String ID = "ce_id";
    public static final String TRACEPARENT = "traceparent";
    private static final byte[] VERSION = "1.0".getBytes(StandardCharsets.UTF_8);
    private static final byte[] AVRO = "application/avro".getBytes(StandardCharsets.UTF_8);
    private static final int TRACEPARENT_LENGTH = 55;
    private static final Pattern TRACEPARENT_FORM =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private EventHeaders() {}

    /**
     * Headers of an event.
     *
     * @param id the event's id
     * @param source the writing service, for example {@code /fluxledger/intake}
     * @param traceparent W3C trace context of the cause, where known
     */
    public static Headers of(
            InputId16 id, SpecificRecord event, String source, Instant time, @Nullable String traceparent) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_specversion", VERSION);
        add(headers, ID, uuid(id).toString());
        add(headers, "ce_type", event.getSchema().getFullName());
        add(headers, "ce_source", source);
        add(headers, "ce_time", time.toString());
        headers.add("content-type", AVRO);
        if (traceparent != null) {
            add(headers, TRACEPARENT, traceparent);
        }
        return headers;
    }

    /** The W3C trace context of a record, where it has one in its form; anything else is ignored, as the specification wants. */
    public static @Nullable String traceparent(Headers headers) {
        Header header = headers.lastHeader(TRACEPARENT);
        byte[] value = header == null ? null : header.value();
        if (value == null || value.length != TRACEPARENT_LENGTH) {
            return null;
        }
        String text = new String(value, StandardCharsets.ISO_8859_1);
        return TRACEPARENT_FORM.matcher(text).matches() ? text : null;
    }

    /** A random input id. */
    public static InputId16 newInputId() {
        return inputId(UUID.randomUUID());
    }

    /** The input id with the bytes of the UUID. */
    public static InputId16 inputId(UUID uuid) {
        return new InputId16(ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    /** The input id as UUID, its text form everywhere. */
    public static UUID uuid(InputId16 id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
