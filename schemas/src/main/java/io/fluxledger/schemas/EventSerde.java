package io.fluxledger.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
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
    /** Bytes before the Avro encoding. */
    public static final int HEADER_BYTES = 5;

    private static final byte MAGIC = 0;

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

        final BoundedDecoder decoder = new BoundedDecoder();
    }

    /** Encodes a record for the topic; the record type must belong to the topic and be registered. */
    public byte[] serialize(TopicSpec topic, SpecificRecord event) {
        Schema schema = event.getSchema();
        int id = schemaId(topic, schema);
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

    /** Id under which a record type is registered for the topic, which it must belong to. */
    public int schemaId(TopicSpec topic, Schema schema) {
        return idsByTopic
                .computeIfAbsent(topic.name(), name -> new ConcurrentHashMap<>())
                .computeIfAbsent(schema, s -> lookUp(topic, s));
    }

    /**
     * Asks for the ids of all record types of the topic, so that its first records need not wait for them.
     *
     * @throws SchemaRegistryClient.RegistryUnavailableException when they could not be asked for; the records will
     * @throws SchemaRegistryClient.RegistryRefusedException when one is not registered
     */
    public void lookUp(TopicSpec topic) {
        topic.schemas().forEach(schema -> schemaId(topic, schema));
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
        byte[] present = wireFormat(value);
        int id = schemaId(present);
        Scratch mine = scratch.get();
        SpecificDatumReader<SpecificRecordBase> reader = mine.readers.get(id);
        if (reader == null) {
            reader = reader(id);
            mine.readers.put(id, reader);
        }
        try {
            SpecificRecord event = reader.read(null, mine.decoder.reset(present, HEADER_BYTES));
            mine.decoder.end();
            return event;
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            throw new UnreadableRecordException("value does not match schema id " + id + ": " + e.getMessage(), e);
        }
    }

    /**
     * The value, which has the header of the wire format.
     *
     * @throws UnreadableRecordException when it has not
     */
    public static byte[] wireFormat(byte @Nullable [] value) {
        if (value == null || value.length < HEADER_BYTES) {
            throw new UnreadableRecordException("value is shorter than the wire format's five byte header");
        }
        if (value[0] != MAGIC) {
            throw new UnreadableRecordException("first byte is " + value[0] + ", not the wire format's 0");
        }
        return value;
    }

    /** Id of the schema that a value in the wire format was written with. */
    public static int schemaId(byte[] value) {
        return ByteBuffer.wrap(value).getInt(1);
    }

    /**
     * The schema that this build was compiled with, if records of that id have the same bytes as its records: the same
     * names and types in the same order. Null for another version, another type, or an unknown id.
     *
     * @throws SchemaRegistryClient.RegistryUnavailableException when the schema could not be asked for; try again
     */
    public @Nullable Schema compiledSchema(int id) {
        Schema writer;
        try {
            writer = registry.schema(id);
        } catch (SchemaRegistryClient.RegistryRefusedException e) {
            return null;
        }
        Schema known = TopicCatalog.recordTypes().get(writer.getFullName());
        return known != null
                        && SchemaNormalization.toParsingForm(writer).equals(SchemaNormalization.toParsingForm(known))
                ? known
                : null;
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
