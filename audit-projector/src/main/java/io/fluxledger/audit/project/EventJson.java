package io.fluxledger.audit.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificFixed;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Records as JSON: fields by their schema names, amounts as whole numbers, bytes as 0x-hex. */
final class EventJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private EventJson() {}

    /** A list of records; each says its type in {@code type}. */
    static String typed(Collection<?> records) {
        ArrayNode array = JSON.arrayNode();
        for (Object each : records) {
            SpecificRecord event = (SpecificRecord) each;
            ObjectNode node = JSON.objectNode().put("type", event.getSchema().getName());
            array.add(fill(node, event));
        }
        return array.toString();
    }

    /** A list of records of one type. */
    static String plain(Collection<? extends SpecificRecord> records) {
        return node(records).toString();
    }

    private static ObjectNode fill(ObjectNode node, SpecificRecord event) {
        for (Schema.Field field : event.getSchema().getFields()) {
            node.set(field.name(), node(event.get(field.pos())));
        }
        return node;
    }

    private static JsonNode node(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case SpecificRecord nested -> fill(JSON.objectNode(), nested);
            case SpecificFixed fixed -> JSON.textNode(Hex.of(fixed));
            case ByteBuffer bytes -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.duplicate().get(copy);
                yield JSON.textNode(Hex.of(copy));
            }
            case Collection<?> all -> {
                ArrayNode array = JSON.arrayNode();
                all.forEach(each -> array.add(node(each)));
                yield array;
            }
            case Long number -> JSON.numberNode(number);
            case Integer number -> JSON.numberNode(number);
            case Boolean flag -> JSON.booleanNode(flag);
            case CharSequence text -> JSON.textNode(RowBatch.storable(text.toString()));
            case Enum<?> symbol -> JSON.textNode(symbol.name());
            default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
        };
    }
}
