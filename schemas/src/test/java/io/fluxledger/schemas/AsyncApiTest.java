package io.fluxledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class AsyncApiTest {
    private static final Path COMMITTED = Path.of("src/main/resources/asyncapi.json");

    /** Whoever changes a topic or a schema finds the new document under target and commits it. */
    @Test
    void theCommittedDocumentIsTheCatalog() throws IOException {
        Path made = Files.writeString(Path.of("target/asyncapi.json"), AsyncApi.document());
        assertThat(COMMITTED).as("copy %s over %s", made, COMMITTED).hasSameTextualContentAs(made);
    }

    /** Read as a stranger reads it: every channel is a topic, with its partitions, key and record types. */
    @Test
    void saysWhatTheCatalogSays() throws IOException {
        JsonNode document = new ObjectMapper().readTree(Files.readAllBytes(COMMITTED));
        List<String> channels = new ArrayList<>();
        document.path("channels").fieldNames().forEachRemaining(channels::add);
        assertThat(channels).containsExactlyElementsOf(TopicCatalog.names());
        for (TopicSpec topic : TopicCatalog.all()) {
            JsonNode channel = document.path("channels").path(topic.name());
            assertThat(channel.path("address").asText()).isEqualTo(topic.name());
            assertThat(channel.path("bindings").path("kafka").path("partitions").asInt())
                    .isEqualTo(topic.partitions());
            assertThat(channel.path("description").asText()).contains(topic.key());
            List<Schema> schemas = new ArrayList<>();
            for (JsonNode message : channel.path("messages")) {
                JsonNode schema = resolve(document, message).path("payload").path("schema");
                schemas.add(new Schema.Parser().parse(schema.toString()));
            }
            assertThat(schemas).as(topic.name()).containsExactlyElementsOf(topic.schemas());
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() throws IOException {
        JsonNode document = new ObjectMapper().readTree(Files.readAllBytes(COMMITTED));
        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(find(document, reference.asText()).isObject())
                    .as(reference.asText())
                    .isTrue();
        }
    }

    /** Strangers may write one topic; the document must not invite them to another. */
    @Test
    void onlyProducerEventsAreReceived() throws IOException {
        JsonNode document = new ObjectMapper().readTree(Files.readAllBytes(COMMITTED));
        TreeSet<String> received = new TreeSet<>();
        for (JsonNode operation : document.path("operations")) {
            if (operation.path("action").asText().equals("receive")) {
                received.add(operation.path("channel").path("$ref").asText());
            }
        }
        assertThat(received).containsExactly("#/channels/producer.events.v1");
    }

    private static JsonNode resolve(JsonNode document, JsonNode reference) {
        return find(document, reference.path("$ref").asText());
    }

    private static JsonNode find(JsonNode document, String reference) {
        JsonNode found = document;
        for (String name : Objects.requireNonNull(reference).substring(2).split("/", -1)) {
            found = found.path(name);
        }
        return found;
    }
}
