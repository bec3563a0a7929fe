package io.fluxledger.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;

/**
 * The topics as an AsyncAPI 3 document, made from {@link TopicCatalog} and the schemas, so that it cannot say anything else. The
 * committed {@code asyncapi.json} is this document; a test holds them equal.
 */
public final class AsyncApi {
    /** Where the document is on the class path. */
    public static final String RESOURCE = "/asyncapi.json";

    private static final String BINDING = "0.5.0";
    private static final String AVRO = "application/vnd.apache.avro+json;version=1.9.0";
    private static final String MESSAGES = "#/components/messages/";
    private static final String REF = "$ref";
    private static final String DESCRIPTION = "description";

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode document = json.createObjectNode();

    private AsyncApi() {}

    /** The document, indented, with a line end. */
    public static String document() {
        AsyncApi api = new AsyncApi();
        api.describe();
        try {
            return api.json.writerWithDefaultPrettyPrinter().writeValueAsString(api.document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void describe() {
        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Fluxledger topics")
                .put("version", "1.0.0")
                .put(
                        DESCRIPTION,
                        "Every topic of the ledger. Values are Avro in the Confluent wire format: a zero byte, the schema's id"
                                + " in 4 bytes, then Avro binary. Each record type has a subject of its own,"
                                + " <topic>-<record full name>. Strangers write producer.events.v1 alone.");
        document.put("defaultContentType", "application/avro");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        for (TopicSpec topic : TopicCatalog.all()) {
            channel(channels.putObject(topic.name()), topic);
            operation(operations, topic);
        }
        ObjectNode components = document.putObject("components");
        ObjectNode messages = components.putObject("messages");
        TopicCatalog.recordTypes().values().forEach(schema -> message(messages.putObject(schema.getName()), schema));
        headers(components.putObject("schemas").putObject("EventHeaders"));
    }

    private static void channel(ObjectNode channel, TopicSpec topic) {
        channel.put("address", topic.name());
        channel.put(DESCRIPTION, topic.description() + ". Key: " + topic.key() + ".");
        ObjectNode messages = channel.putObject("messages");
        topic.schemas().forEach(schema -> messages.putObject(schema.getName()).put(REF, MESSAGES + schema.getName()));
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
        kafka.put("topic", topic.name());
        kafka.put("partitions", topic.partitions());
        ObjectNode configuration = kafka.putObject("topicConfiguration");
        topic.config().forEach((name, value) -> {
            // The binding knows these in other forms than Kafka's text.
            switch (name) {
                case "cleanup.policy" -> configuration.putArray(name).add(value);
                case "retention.ms", "retention.bytes" -> configuration.put(name, Long.parseLong(value));
                default -> configuration.put(name, value);
            }
        });
        kafka.put("bindingVersion", BINDING);
    }

    /** As AsyncAPI has it, from the ledger's side: it receives what producers write, and sends all else. */
    private static void operation(ObjectNode operations, TopicSpec topic) {
        boolean receives = topic.equals(TopicCatalog.PRODUCER_EVENTS);
        ObjectNode operation = operations.putObject((receives ? "receive." : "send.") + topic.name());
        operation.put("action", receives ? "receive" : "send");
        operation.putObject("channel").put(REF, "#/channels/" + topic.name());
        operation.put("summary", topic.description());
    }

    private void message(ObjectNode message, Schema schema) {
        message.put("name", schema.getFullName());
        message.put("title", schema.getName());
        message.put("summary", Objects.requireNonNullElse(schema.getDoc(), schema.getName()));
        message.put("contentType", "application/avro");
        message.putObject("headers").put(REF, "#/components/schemas/EventHeaders");
        ObjectNode payload = message.putObject("payload");
        payload.put("schemaFormat", AVRO);
        try {
            payload.set("schema", json.readTree(schema.toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        ObjectNode kafka = message.putObject("bindings").putObject("kafka");
        kafka.putObject("key").put("type", "string");
        kafka.put("schemaIdLocation", "payload");
        kafka.put("schemaIdPayloadEncoding", "confluent");
        kafka.put("schemaLookupStrategy", "TopicRecordNameStrategy");
        kafka.put("bindingVersion", BINDING);
    }

    /** CloudEvents 1.0 in Kafka's binary mode, with W3C trace context. */
    private static void headers(ObjectNode headers) {
        headers.put("type", "object");
        headers.putArray("required")
                .add("ce_specversion")
                .add(EventHeaders.ID)
                .add("ce_type")
                .add("ce_source");
        ObjectNode properties = headers.putObject("properties");
        properties.putObject("ce_specversion").put("type", "string").put("const", "1.0");
        Map.of(
                        EventHeaders.ID,
                        "Id of the event, a UUID",
                        "ce_type",
                        "Full name of the record",
                        "ce_source",
                        "Who wrote it, a URI reference",
                        "ce_time",
                        "When it was written, RFC 3339",
                        "content-type",
                        "application/avro",
                        EventHeaders.TRACEPARENT,
                        "W3C trace context of the cause, where known")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(header -> properties
                        .putObject(header.getKey())
                        .put("type", "string")
                        .put(DESCRIPTION, header.getValue()));
    }
}
