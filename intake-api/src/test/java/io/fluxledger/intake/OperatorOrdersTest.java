package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.HoldPlaced;
import io.fluxledger.events.InputId16;
import io.fluxledger.intake.RunningIntake.Reply;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.signatures.EthAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Orders that were interrupted, repeated or come from nobody. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorOrdersTest {
    private static final String KEY = "a key for this test";
    private static final long CHAIN = 42161;

    private RunningIntake running;
    private IntakeMain guarded;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        running = new RunningIntake(dir, EthAddress.parse(RunningIntake.repeated("12")), 1);
        Path hash = dir.resolve("operator.sha256");
        Files.writeString(hash, HexFormat.of().formatHex(sha256(KEY)) + "\n");
        guarded = running.startIntake(Map.of("operator.key.sha256.file", hash.toString()));
    }

    @AfterAll
    void stop() {
        guarded.close();
        running.close();
    }

    @Test
    void anOrderThatACrashLeftHalfWrittenIsCompletedAndNothingIsWrittenTwice() throws Exception {
        UUID id = newId();
        ObjectNode order = hold(id, "half");
        for (int partition = 0; partition < 3; partition++) {
            InputId16 inputId = inputId(id, TopicCatalog.LEDGER_INPUTS.name(), partition);
            HoldPlaced input = new HoldPlaced(inputId, CHAIN, "half");
            running.producer
                    .send(new ProducerRecord<>(
                            TopicCatalog.LEDGER_INPUTS.name(),
                            partition,
                            TopicCatalog.BROADCAST_KEY,
                            input,
                            EventHeaders.of(inputId, input, "/test", Instant.EPOCH, null)))
                    .get();
        }
        Reply first = send("holds", order, KEY);
        assertThat(first.status()).as(first.body().toString()).isEqualTo(200);
        assertThat(outcomes(first)).hasSize(8).containsOnly("ACCEPTED");
        assertThat(send("holds", order, KEY).body()).isEqualTo(first.body());
        assertThat(written(id)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);

        Reply other = send("holds", hold(id, "another reason"), KEY);
        assertThat(other.status() + " " + other.text("code") + " " + other.text("field"))
                .isEqualTo("409 ORDER_WITH_DIFFERENT_CONTENT id");

        UUID released = newId();
        ObjectNode release =
                Person.JSON.createObjectNode().put("id", released.toString()).put("chainId", CHAIN);
        assertThat(outcomes(send("holds/releases", release, KEY))).containsOnly("ACCEPTED");
        // What was said before the release does not place the hold again.
        assertThat(send("holds", order, KEY).body()).isEqualTo(first.body());
        Reply partitions = running.send(
                guarded.port(), "GET", "/v1/operator/partitions", "", Map.of("Authorization", "Bearer " + KEY));
        for (JsonNode head : partitions.body().path("payers")) {
            assertThat(head.path("heldChainIds")).isEmpty();
        }
    }

    @Test
    void onlyTheKeyOpensTheDoor() {
        ObjectNode order = hold(newId(), "nobody");
        assertThat(problem(running.intake, order, "Bearer " + KEY)).isEqualTo("403 OPERATOR_NOT_CONFIGURED");
        assertThat(problem(guarded, order, "Bearer " + KEY + "x")).isEqualTo("401 OPERATOR_KEY_WRONG");
        assertThat(problem(guarded, order, "Basic " + KEY)).isEqualTo("401 OPERATOR_KEY_MISSING");
        Reply refused = running.send(guarded.port(), "POST", "/v1/operator/holds", order.toString(), Map.of());
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"operator\"");
    }

    private String problem(IntakeMain intake, ObjectNode order, String authorization) {
        Reply reply = running.send(
                intake.port(), "POST", "/v1/operator/holds", order.toString(), Map.of("Authorization", authorization));
        assertThat(reply.body().toString()).doesNotContain(KEY);
        return reply.status() + " " + reply.text("code");
    }

    private Reply send(String path, ObjectNode order, String key) {
        return running.send(
                guarded.port(),
                "POST",
                "/v1/operator/" + path,
                order.toString(),
                Map.of("Authorization", "Bearer " + key));
    }

    private static ObjectNode hold(UUID id, String reason) {
        return Person.JSON
                .createObjectNode()
                .put("id", id.toString())
                .put("chainId", CHAIN)
                .put("reason", reason);
    }

    private static List<String> outcomes(Reply reply) {
        List<String> outcomes = new ArrayList<>();
        reply.body()
                .path("partitions")
                .forEach(p -> outcomes.add(p.path("outcome").asText()));
        return outcomes;
    }

    /** The partitions that have an input of the order, one entry for each. */
    private List<Integer> written(UUID id) {
        String topic = TopicCatalog.LEDGER_INPUTS.name();
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < TopicCatalog.LEDGER_INPUTS.partitions(); partition++) {
            all.add(new TopicPartition(topic, partition));
        }
        List<Integer> found = new ArrayList<>();
        try (Consumer<String, SpecificRecord> consumer = running.clients.consumer("test-orders", false, Map.of())) {
            consumer.assign(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.value() instanceof HoldPlaced hold
                            && hold.getInputId().equals(inputId(id, topic, record.partition()))) {
                        found.add(record.partition());
                    }
                }
            }
        }
        found.sort(null);
        return found;
    }

    private static UUID newId() {
        UUID random = UUID.randomUUID();
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (random.getMostSignificantBits() & 0xfffL);
        return new UUID(high, random.getLeastSignificantBits());
    }

    /** As decision 0012 says. */
    private static InputId16 inputId(UUID id, String topic, int partition) {
        return new InputId16(Arrays.copyOf(sha256("operator:" + id + ":" + topic + ":" + partition), 16));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
