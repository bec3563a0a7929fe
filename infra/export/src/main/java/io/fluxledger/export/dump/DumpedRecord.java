package io.fluxledger.export.dump;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record as a dump has it: everything that a consumer sees of it.
 *
 * @param timestampMs append time at the first cluster, Unix milliseconds
 */
@SuppressWarnings("ArrayRecordComponent")
record DumpedRecord(long offset, long timestampMs, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    private static final Schema HEADER = SchemaBuilder.record("Header")
            .namespace("io.fluxledger.dump")
            .fields()
            .requiredString("name")
            .optionalBytes("value")
            .endRecord();

    /** Schema of a dump's files, for any program that reads Avro. */
    static final Schema SCHEMA = SchemaBuilder.record("DumpedRecord")
            .namespace("io.fluxledger.dump")
            .fields()
            .requiredLong("offset")
            .requiredLong("timestampMs")
            .optionalBytes("key")
            .optionalBytes("value")
            .name("headers")
            .type(Schema.createArray(HEADER))
            .noDefault()
            .endRecord();

    static DumpedRecord of(ConsumerRecord<byte[], byte[]> record) {
        return new DumpedRecord(record.offset(), record.timestamp(), record.key(), record.value(), record.headers());
    }

    GenericRecord toAvro() {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("offset", offset);
        record.put("timestampMs", timestampMs);
        record.put("key", buffer(key));
        record.put("value", buffer(value));
        List<GenericRecord> all = new ArrayList<>();
        for (Header header : headers) {
            GenericRecord one = new GenericData.Record(HEADER);
            one.put("name", header.key());
            one.put("value", buffer(header.value()));
            all.add(one);
        }
        record.put("headers", all);
        return record;
    }

    static DumpedRecord fromAvro(GenericRecord record) {
        RecordHeaders headers = new RecordHeaders();
        for (Object each : (List<?>) record.get("headers")) {
            GenericRecord header = (GenericRecord) each;
            headers.add(header.get("name").toString(), bytes(header.get("value")));
        }
        return new DumpedRecord(
                (long) record.get("offset"),
                (long) record.get("timestampMs"),
                bytes(record.get("key")),
                bytes(record.get("value")),
                headers);
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static byte @Nullable [] bytes(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        ByteBuffer buffer = (ByteBuffer) value;
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
