package io.fluxledger.export.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Avro records as JSON for people: bytes as 0x-hex, records in unions with their type. */
public final class RecordJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordJson() {}

    public static JsonNode of(@Nullable Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case IndexedRecord record -> record(record);
            case GenericFixed fixed -> hex(fixed.bytes());
            case ByteBuffer bytes -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.duplicate().get(copy);
                yield hex(copy);
            }
            case Collection<?> items -> {
                ArrayNode array = NODES.arrayNode();
                items.forEach(item -> array.add(of(item)));
                yield array;
            }
            case Map<?, ?> entries -> {
                ObjectNode object = NODES.objectNode();
                entries.forEach((key, item) -> object.set(String.valueOf(key), of(item)));
                yield object;
            }
            case Number number -> JSON.valueToTree(number);
            case Boolean flag -> NODES.booleanNode(flag);
            default -> NODES.textNode(value.toString());
        };
    }

    private static ObjectNode record(IndexedRecord record) {
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object raw = record.get(field.pos());
            JsonNode value = of(raw);
            Schema schema = field.schema();
            if (isUnionOfRecords(schema)) {
                named(value, raw);
            } else if (schema.getType() == Schema.Type.ARRAY
                    && isUnionOfRecords(schema.getElementType())
                    && raw instanceof Collection<?> items) {
                int index = 0;
                for (Object item : items) {
                    named(value.path(index++), item);
                }
            }
            object.set(field.name(), value);
        }
        return object;
    }

    /** Says which of several records it is. */
    private static void named(JsonNode value, @Nullable Object raw) {
        if (value instanceof ObjectNode object && raw instanceof IndexedRecord one) {
            object.put("_type", one.getSchema().getName());
        }
    }

    private static boolean isUnionOfRecords(Schema schema) {
        return schema.isUnion()
                && schema.getTypes().stream()
                                .filter(t -> t.getType() == Schema.Type.RECORD)
                                .count()
                        > 1;
    }

    private static TextNode hex(byte[] bytes) {
        return NODES.textNode("0x" + HexFormat.of().formatHex(bytes));
    }
}
