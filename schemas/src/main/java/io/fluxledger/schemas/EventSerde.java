package io.fluxledger.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Confluent wire format: one zero byte, the schema's global id as four bytes big endian, the Avro binary encoding. Safe
 * for use by several threads.
 */
public final class EventSerde {
    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;

    private final SchemaRegistryClient registry;
    private final Map<String, Map<Schema, Integer>> idsByTopic = new ConcurrentHashMap<>();
    private final Map<Schema, SpecificDatumWriter<SpecificRecord>> writers = new ConcurrentHashMap<>();
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    public EventSerde(SchemaRegistryClient registry) {
        this.registry = registry;
    }

    /** What a thread reuses from record to record: an encoder, a decoder and the readers, none of them thread-safe. */
    private static final class Scratch {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        final Map<Integer, SpecificDatumReader<SpecificRecordBase>> readers = new ConcurrentHashMap<>();

        @Nullable
        BinaryEncoder encoder;

        @Nullable
        BinaryDecoder decoder;
    }

    /** Encodes a record for the topic; the record type must belong to the topic and be registered. */
    public byte[] serialize(TopicSpec topic, SpecificRecord event) {
        Schema schema = event.getSchema();
        int id = idsByTopic
                .computeIfAbsent(topic.name(), name -> new ConcurrentHashMap<>())
                .computeIfAbsent(schema, s -> lookUp(topic, s));
        Scratch mine = scratch.get();
        mine.bytes.reset();
        mine.bytes.write(MAGIC);
        mine.bytes.write(id >>> 24);
        mine.bytes.write(id >>> 16);
        mine.bytes.write(id >>> 8);
        mine.bytes.write(id);
        mine.encoder = EncoderFactory.get().directBinaryEncoder(mine.bytes, mine.encoder);
        try {
            writers.computeIfAbsent(schema, s -> new SpecificDatumWriter<>(s)).write(event, mine.encoder);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return mine.bytes.toByteArray();
    }

    private int lookUp(TopicSpec topic, Schema schema) {
        if (topic.schemas().stream().noneMatch(s -> s.getFullName().equals(schema.getFullName()))) {
            throw new IllegalArgumentException(schema.getFullName() + " does not belong on " + topic.name());
        }
        return registry.idOf(topic.subject(schema), schema);
    }

    /**
     * Decodes a record.
     *
     * @throws UnreadableRecordException when the bytes are not in the wire format, of an unknown schema id or type, or
     *     do not match their schema
     * @throws SchemaRegistryClient.RegistryUnavailableException when the schema could not be asked for; try again
     */
    public SpecificRecord deserialize(byte @Nullable [] value) {
        if (value == null || value.length < HEADER_BYTES) {
            throw new UnreadableRecordException("value is shorter than the wire format's five byte header");
        }
        if (value[0] != MAGIC) {
            throw new UnreadableRecordException("first byte is " + value[0] + ", not the wire format's 0");
        }
        int id = ByteBuffer.wrap(value).getInt(1);
        Scratch mine = scratch.get();
        SpecificDatumReader<SpecificRecordBase> reader = mine.readers.get(id);
        if (reader == null) {
            reader = reader(id);
            mine.readers.put(id, reader);
        }
        mine.decoder =
                DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, mine.decoder);
        SpecificRecord event;
        try {
            event = reader.read(null, mine.decoder);
            if (!mine.decoder.isEnd()) {
                throw new UnreadableRecordException("bytes left over behind the record");
            }
        } catch (IOException
                | AvroRuntimeException
                | IndexOutOfBoundsException
                | ClassCastException
                | NegativeArraySizeException e) {
            throw new UnreadableRecordException("value does not match schema id " + id + ": " + e.getMessage(), e);
        }
        return event;
    }

    private SpecificDatumReader<SpecificRecordBase> reader(int id) {
        Schema writer;
        try {
            writer = registry.schema(id);
        } catch (SchemaRegistryClient.RegistryRefusedException e) {
            throw new UnreadableRecordException("schema id " + id + " is not in the registry", e);
        }
        if (SpecificData.get().getClass(writer) == null) {
            throw new UnreadableRecordException("record type " + writer.getFullName() + " is unknown");
        }
        Schema known = TopicCatalog.recordTypes().get(writer.getFullName());
        if (known == null) {
            throw new UnreadableRecordException(
                    "record type " + writer.getFullName() + " is on no topic of the catalog");
        }
        return new SpecificDatumReader<>(writer, known);
    }
}
