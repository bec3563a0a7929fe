package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.RunningIntake.Reply;
import io.fluxledger.intake.batch.EventBatchRoutes;
import io.fluxledger.signatures.EthAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage events of producers, many at once. */
class EventBatchTest {
    private static final String BATCH = "application/cloudevents-batch+json";
    private static RunningIntake running;
    private static Person payer;
    private static Person provider;
    private static GoodRequests good;

    @BeforeAll
    static void start(@TempDir Path dir) throws IOException {
        running = new RunningIntake(dir, EthAddress.parse(RunningIntake.repeated("77")), 1);
        payer = new Person(running.chains);
        provider = new Person(running.chains);
        good = new GoodRequests(payer, provider);
        running.fund(payer, 43114, 50_000_000);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static String lock() {
        String intentId = UUID.randomUUID().toString();
        assertThat(running.post("/v1/intents", good.intent(intentId)).status()).isEqualTo(201);
        return intentId;
    }

    private static ObjectNode event(String type, JsonNode data) {
        ObjectNode event = Person.JSON.createObjectNode();
        event.put("specversion", "1.0")
                .put("id", UUID.randomUUID().toString())
                .put("source", "/providers/test")
                .put("type", "io.fluxledger.events." + type)
                .put("extension", "ignored");
        event.set("data", data);
        return event;
    }

    private static ArrayNode batch(ObjectNode... events) {
        return Person.JSON.createArrayNode().addAll(List.of(events));
    }

    private static Reply post(int port, String body) {
        return running.send(port, "POST", "/v1/events:batch", body, Map.of("Content-Type", BATCH));
    }

    private static List<String> outcomes(Reply reply) {
        List<String> outcomes = new ArrayList<>();
        reply.body()
                .path("items")
                .forEach(item -> outcomes.add(
                        (item.path("status").asText() + " " + item.path("code").asText() + " "
                                        + item.path("field").asText())
                                .strip()));
        return outcomes;
    }

    @Test
    void everyEventIsAnsweredOnItsOwn() {
        String used = lock();
        String unused = lock();
        ObjectNode receipt = good.receipt(used);
        ObjectNode changed = provider.sign("receipts", receipt.deepCopy().put("used", "0.008"));
        ObjectNode forged = payer.sign("receipts", good.receipt(unused));
        Reply reply = post(
                running.intake.port(),
                batch(
                                event("UsageReceipt", receipt),
                                event("UsageReceipt", receipt),
                                event("UsageReceipt", changed),
                                event("SettlementRequested", good.settlement(used)),
                                event("UsageReceipt", good.receipt(used)),
                                event("UsageReceipt", forged),
                                event("CreditsDeposited", receipt),
                                event("RefundRequested", good.refund(unused)),
                                event("UsageReceipt", good.receipt("never")))
                        .toString());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(outcomes(reply))
                .containsExactly(
                        "accepted",
                        "duplicate",
                        "conflict RECEIPT_WITH_DIFFERENT_CONTENT",
                        "accepted",
                        "rejected INTENT_ALREADY_CLOSED",
                        "rejected SIGNATURE_MISMATCH signature",
                        "rejected UNKNOWN_VALUE type",
                        "accepted",
                        "rejected UNKNOWN_INTENT");
        assertThat(List.of("accepted", "duplicate", "conflict", "rejected", "unknown").stream()
                        .map(status -> reply.body().path(status).asInt()))
                .containsExactly(3, 1, 1, 4, 0);
        assertThat(running.get("/v1/intents/" + used + "?payer=" + payer.address())
                        .text("status"))
                .isEqualTo("SETTLED");
        assertThat(running.get("/v1/intents/" + unused + "?payer=" + payer.address())
                        .text("status"))
                .isEqualTo("REFUNDED");
    }

    /** Where the answer says that an event is, there it is. */
    @Test
    void answersSayWhereTheEventIs() {
        String intentId = lock();
        Reply reply = post(
                running.intake.port(),
                batch(event("UsageReceipt", good.receipt(intentId))).toString());
        JsonNode item = reply.body().path("items").get(0);
        TopicPartition place = new TopicPartition(
                item.path("topic").asText(), item.path("partition").asInt(-1));
        assertThat(place.topic()).isEqualTo("ledger.inputs.v1");
        try (Consumer<String, byte[]> consumer = running.clients.rawConsumer("test-place", true, Map.of())) {
            consumer.assign(List.of(place));
            consumer.seek(place, item.path("offset").asLong(-1));
            ConsumerRecord<String, byte[]> record = await().atMost(RunningIntake.PATIENCE)
                    .until(() -> consumer.poll(Duration.ofMillis(200)).records(place), found -> !found.isEmpty())
                    .getFirst();
            assertThat(record.key()).isEqualTo(payer.address());
            assertThat(new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                    .isEqualTo(item.path("journal").path("inputId").asText());
        }
    }

    /** A good event with one attribute changed (value in JSON, - removes it). */
    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            specversion     | -                          | rejected MISSING_FIELD specversion
            specversion     | "0.3"                      | rejected UNKNOWN_VALUE specversion
            specversion     | 1.0                        | rejected WRONG_TYPE specversion
            id              | -                          | rejected MISSING_FIELD id
            id              | ""                         | rejected WRONG_TYPE id
            source          | -                          | rejected MISSING_FIELD source
            source          | " "                        | rejected MISSING_FIELD source
            type            | -                          | rejected MISSING_FIELD type
            type            | "CreditsDeposited"         | rejected UNKNOWN_VALUE type
            datacontenttype | "application/avro"         | rejected UNKNOWN_VALUE datacontenttype
            datacontenttype | "application/json; charset=utf-8" | rejected UNKNOWN_INTENT
            data            | -                          | rejected MISSING_FIELD data
            data            | "text"                     | rejected WRONG_TYPE data
            data            | {}                         | rejected MISSING_FIELD intentId
            traceparent     | "nonsense"                 | rejected UNKNOWN_INTENT
            """)
    void attributesAreChecked(String attribute, String value, String expected) throws IOException {
        ObjectNode event = event("UsageReceipt", good.receipt("never"));
        if (value.equals("-")) {
            event.remove(attribute);
        } else {
            event.set(attribute, Person.JSON.readTree(value));
        }
        assertThat(outcomes(post(running.intake.port(), batch(event).toString())))
                .containsExactly(expected);
    }

    @Test
    void anEventThatIsNoObjectSpoilsNoOther() {
        Reply reply = post(running.intake.port(), "[1, null, " + event("UsageReceipt", good.receipt("never")) + "]");
        assertThat(outcomes(reply))
                .containsExactly("rejected WRONG_TYPE data", "rejected WRONG_TYPE data", "rejected UNKNOWN_INTENT");
    }

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []       | application/cloudevents-batch+json | 400 EMPTY_BATCH
            {}       | application/cloudevents-batch+json | 400 WRONG_TYPE
            [        | application/cloudevents-batch+json | 400 MALFORMED_JSON
            [{}]     | application/json                   | 415 UNSUPPORTED_MEDIA_TYPE
            [{}]     | application/cloudevents+json       | 415 UNSUPPORTED_MEDIA_TYPE
            [{}]     | APPLICATION/CloudEvents-Batch+JSON; charset=utf-8 | 200
            many     | application/cloudevents-batch+json | 413 BATCH_TOO_LARGE
            most     | application/cloudevents-batch+json | 200
            large    | application/cloudevents-batch+json | 413 BODY_TOO_LARGE
            larger than other bodies | application/cloudevents-batch+json | 200
            """)
    void batchesAreBounded(String content, String mediaType, String expected) {
        String body = switch (content) {
            case "many" -> "[" + "{},".repeat(EventBatchRoutes.MAX_EVENTS) + "{}]";
            case "most" -> "[" + "{},".repeat(EventBatchRoutes.MAX_EVENTS - 1) + "{}]";
            case "large" -> "[\"" + "x".repeat(EventBatchRoutes.MAX_BODY_BYTES) + "\"]";
            case "larger than other bodies" -> "[\"" + "x".repeat(EventBatchRoutes.MAX_BODY_BYTES - 10) + "\"]";
            default -> content;
        };
        Reply reply = running.post("/v1/events:batch", body, Map.of("Content-Type", mediaType));
        assertThat((reply.status() + " " + reply.text("code")).strip()).isEqualTo(expected);
    }

    /** When too many requests wait already, nothing of the batch is done and every item says so. */
    @Test
    void overloadIsSaidForEachEvent() {
        String intentId = lock();
        try (IntakeMain full = running.startIntake(Map.of("pending.max", "0"))) {
            Reply reply = post(
                    full.port(),
                    batch(event("UsageReceipt", good.receipt(intentId)), event("UsageReceipt", good.receipt(intentId)))
                            .toString());
            assertThat(outcomes(reply)).containsExactly("rejected OVERLOADED", "rejected OVERLOADED");
            assertThat(reply.body().path("items").get(1).path("retry").asBoolean())
                    .isTrue();
        }
        assertThat(running.get("/v1/intents/" + intentId + "?payer=" + payer.address())
                        .text("used"))
                .isEqualTo("0");
    }

    /** An answer that comes too late is no refusal; the same batch again finds the outcome. */
    @Test
    void anUnknownOutcomeIsFoundByTheSameBatch() {
        String batch = batch(event("UsageReceipt", good.receipt(lock()))).toString();
        try (IntakeMain impatient = running.startIntake(Map.of("answers.timeout", "PT0.001S"))) {
            Reply reply = post(impatient.port(), batch);
            assertThat(outcomes(reply)).containsExactly("unknown OUTCOME_UNKNOWN");
            assertThat(reply.body().path("unknown").asInt()).isEqualTo(1);
        }
        await().atMost(RunningIntake.PATIENCE)
                .untilAsserted(() ->
                        assertThat(outcomes(post(running.intake.port(), batch))).containsExactly("duplicate"));
    }
}
