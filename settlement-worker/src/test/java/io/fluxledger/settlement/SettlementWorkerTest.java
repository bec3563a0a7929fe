package io.fluxledger.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.events.Address20;
import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutShare;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.WindowTick;
import io.fluxledger.rules.AccountType;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Settings;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.settlement.config.SettlementConfig;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The worker over a real broker and registry. The tests share the topics, each goes on where the log stands. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SettlementWorkerTest {
    private static final String ALICE = "0x00000000000000000000000000000000000000a1";
    private static final String BOB = "0x00000000000000000000000000000000000000b2";
    private static final String CAROL = "0x00000000000000000000000000000000000000c3";
    private static final String DAVE = "0x00000000000000000000000000000000000000d4";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static KafkaClients kafka;
    private static HandDrivenFold fold;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
    private final List<SettlementWorker> workers = new ArrayList<>();

    @BeforeAll
    static void topics() {
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        kafka = new KafkaClients(TestKafka.shared().bootstrap(), new EventSerde(registry));
        try (Admin admin = kafka.admin()) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        fold = new HandDrivenFold(kafka);
    }

    @AfterAll
    static void closeFold() {
        fold.close();
    }

    @AfterEach
    void stopWorkers() {
        workers.forEach(SettlementWorker::close);
        assertThat(fatal).isEmpty();
    }

    private SettlementWorker worker(long thresholdMicros) {
        SettlementConfig config = SettlementConfig.from(Settings.of(Map.of(
                "kafka.bootstrap", TestKafka.shared().bootstrap(),
                "registry.url", TestRegistry.shared().url().toString(),
                "http.port", "0",
                "window", "PT876000H",
                "payout.thresholdMicros", Long.toString(thresholdMicros))));
        SettlementWorker worker = SettlementWorker.start(config, kafka, Clock.systemUTC(), fatal::add);
        workers.add(worker);
        until(() -> get(worker, "/health/ready").statusCode() == 200);
        return worker;
    }

    @Test
    @Order(1)
    void windowIsPaidOnceThroughRestarts() {
        fold.charge(ALICE, 1_000_000_000L);
        fold.charge(BOB, 3_000_000_999L);
        fold.charge(CAROL, 900_000);
        SettlementWorker first = worker(1_000);
        long windowEndMs = closeWindow(first);
        // No further than the ticks, so that the instructions stay unanswered.
        foldUntil(() -> fold.ticks(windowEndMs) == TopicCatalog.PROVIDER_INPUTS.partitions());
        until(() -> isClosed(first, windowEndMs));
        until(() -> records(TopicCatalog.PROVIDER_INPUTS, PayoutInstructed.class).stream()
                        .filter(i -> i.getWindowEndMs() == windowEndMs)
                        .count()
                == 2);
        first.close();

        SettlementWorker second = worker(900);
        until(() -> records(TopicCatalog.PROVIDER_INPUTS, PayoutInstructed.class).stream()
                        .filter(i -> i.getWindowEndMs() == windowEndMs)
                        .count()
                == 4);
        List<PayoutInstructed> inputs = instructed(TopicCatalog.PROVIDER_INPUTS, windowEndMs);
        assertThat(inputs).hasSize(4);
        assertThat(inputs.stream().distinct()).hasSize(2);
        assertThat(instructed(TopicCatalog.SETTLEMENT_PAYOUTS, windowEndMs)).hasSize(2);
        assertThat(opened(windowEndMs)).singleElement().satisfies(batch -> {
            assertThat(batch.getBatchId()).isEqualTo("batch-" + windowEndMs);
            assertThat(batch.getTotalMicros()).isEqualTo(999_000 + 2_997_000);
            assertThat(batch.getShares().stream().map(SettlementWorkerTest::share))
                    .containsExactly(ALICE + " 249944 999000 0", BOB + " 749831 2997000 999", CAROL + " 225 0 899100");
        });

        foldUntil(() -> fold.balanceNanos(ALICE, AccountType.PROVIDER_IN_FLIGHT) > 0
                && fold.balanceNanos(BOB, AccountType.PROVIDER_IN_FLIGHT) > 0);
        until(() -> payoutStates(second, windowEndMs).equals(List.of("in_flight", "in_flight")));
        fold.confirm(inputs.stream().filter(i -> is(i, ALICE)).findFirst().orElseThrow(), TransferStatus.FINAL);
        fold.confirm(inputs.stream().filter(i -> is(i, BOB)).findFirst().orElseThrow(), TransferStatus.RETURNED);
        foldUntil(() -> closings(windowEndMs).size() == 1);
        assertThat(closings(windowEndMs))
                .containsExactly(new PayoutBatchClosed("batch-" + windowEndMs, windowEndMs, 1, 1, 999_000L));
        assertThat(payoutStates(second, windowEndMs)).containsExactly("paid", "returned");
        assertThat(usage(windowEndMs)).containsExactly(ALICE + " 249944", BOB + " 749831", CAROL + " 225");

        long nextEndMs = closeWindow(second);
        foldUntil(() -> instructed(TopicCatalog.PROVIDER_INPUTS, nextEndMs).size() == 1);
        assertThat(instructed(TopicCatalog.PROVIDER_INPUTS, nextEndMs))
                .singleElement()
                .satisfies(again -> assertThat(again.getAmountMicros()).isEqualTo(2_997_000));
        payAll(nextEndMs, 1);
        assertThat(fold.balanceNanos(BOB, AccountType.PROVIDER_PAYABLE)).isEqualTo(999);
        assertThat(fold.balanceNanos(CAROL, AccountType.PROVIDER_PAYABLE)).isEqualTo(899_100);
    }

    /** Two windows close before the ledger answers the first one's instructions: the second leaves that money alone. */
    @Test
    @Order(2)
    void overlappingWindowsShareNoMoney() {
        fold.charge(DAVE, 2_000_000_000L);
        SettlementWorker worker = worker(1_000);
        foldUntil(() -> fold.balanceNanos(DAVE, AccountType.PROVIDER_PAYABLE) == 1_998_000_000L);
        long oneEndMs = closeWindow(worker);
        long twoEndMs = closeWindow(worker);
        assertThat(twoEndMs).isGreaterThan(oneEndMs);
        foldUntil(() -> closings(oneEndMs).isEmpty() && !opened(twoEndMs).isEmpty());
        assertThat(instructed(TopicCatalog.SETTLEMENT_PAYOUTS, oneEndMs).stream()
                        .filter(i -> is(i, DAVE)))
                .singleElement()
                .satisfies(i -> assertThat(i.getAmountMicros()).isEqualTo(1_998_000));
        assertThat(opened(twoEndMs).getFirst().getShares().stream()
                        .filter(s -> hex(s.getProvider()).equals(DAVE))
                        .map(SettlementWorkerTest::share))
                .containsExactly(DAVE + " 0 0 0");
        foldUntil(() -> closings(twoEndMs).size() == 1);
        payAll(oneEndMs, instructed(TopicCatalog.SETTLEMENT_PAYOUTS, oneEndMs).size());
        assertThat(fold.balanceNanos(DAVE, AccountType.PROVIDER_PAYABLE)).isZero();
        assertThat(fold.balanceNanos(DAVE, AccountType.PROVIDER_IN_FLIGHT)).isZero();
    }

    /** A worker that died after opening a batch: the next one follows the plan that is written, not its own settings. */
    @Test
    @Order(3)
    void openedBatchIsCompletedAsWritten() {
        fold.charge(ALICE, 5_000_000_000L);
        fold.charge(DAVE, 5_000_000_000L);
        long windowEndMs = System.currentTimeMillis();
        for (int partition = 0; partition < TopicCatalog.PROVIDER_INPUTS.partitions(); partition++) {
            fold.send(new ProducerRecord<>(
                    TopicCatalog.PROVIDER_INPUTS.name(),
                    partition,
                    TopicCatalog.BROADCAST_KEY,
                    new WindowTick(EventHeaders.newInputId(), windowEndMs)));
        }
        foldUntil(() -> fold.balanceNanos(ALICE, AccountType.PROVIDER_PAYABLE) >= 4_995_000_000L
                && fold.balanceNanos(DAVE, AccountType.PROVIDER_PAYABLE) >= 4_995_000_000L);
        PayoutBatchOpened written = new PayoutBatchOpened(
                "batch-" + windowEndMs,
                windowEndMs,
                List.of(
                        new PayoutShare(fixed(ALICE), 4_995_000_000L, 500_000L, 4_000_000L, 995_000_000L),
                        new PayoutShare(fixed(DAVE), 4_995_000_000L, 500_000L, 4_995_000L, 0L)),
                8_995_000L,
                0,
                1);
        fold.send(new ProducerRecord<>(TopicCatalog.SETTLEMENT_PAYOUTS.name(), Long.toString(windowEndMs), written));

        SettlementWorker worker = worker(9_000_000);
        foldUntil(() -> payoutStates(worker, windowEndMs).equals(List.of("in_flight", "in_flight")));
        assertThat(opened(windowEndMs)).containsExactly(written);
        assertThat(instructed(TopicCatalog.PROVIDER_INPUTS, windowEndMs).stream()
                        .map(i -> hex(i.getProvider()) + " " + i.getAmountMicros()))
                .containsExactlyInAnyOrder(ALICE + " 4000000", DAVE + " 4995000");
        payAll(windowEndMs, 2);
    }

    @Test
    @Order(4)
    void unknownBatchAndUnknownKeyAreNamed() {
        SettlementWorker worker = worker(1_000);
        HttpResponse<String> unknown = get(worker, "/v1/settlement/batches/batch-1");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).path("code").asText()).isEqualTo("UNKNOWN_BATCH");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> SettlementConfig.from(Settings.of(Map.of(
                        "kafka.bootstrap", "x", "registry.url", "http://x", "http.port", "0", "windows", "PT1H"))))
                .hasMessageContaining("windows");
    }

    private void payAll(long windowEndMs, int payouts) {
        foldUntil(() -> fold.instructions().stream()
                        .filter(i -> i.getWindowEndMs() == windowEndMs)
                        .distinct()
                        .count()
                == payouts);
        fold.instructions().stream()
                .filter(i -> i.getWindowEndMs() == windowEndMs)
                .distinct()
                .forEach(i -> fold.confirm(i, TransferStatus.FINAL));
        foldUntil(() -> closings(windowEndMs).size() == 1);
        assertThat(closings(windowEndMs).getFirst().getPaid()).isEqualTo(payouts);
    }

    private void foldUntil(BooleanSupplier condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            fold.answer();
            assertThat(fatal).isEmpty();
            return condition.getAsBoolean();
        });
    }

    private void until(BooleanSupplier condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            assertThat(fatal).isEmpty();
            return condition.getAsBoolean();
        });
    }

    private long closeWindow(SettlementWorker worker) {
        HttpResponse<String> reply = send(
                worker,
                "/v1/settlement/windows/close",
                HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
        return json(reply).path("windowEndMs").asLong();
    }

    private boolean isClosed(SettlementWorker worker, long windowEndMs) {
        for (JsonNode window : json(get(worker, "/v1/settlement/windows")).path("windows")) {
            if (window.path("windowEndMs").asLong() == windowEndMs) {
                return window.path("state").asText().equals("closed");
            }
        }
        return false;
    }

    private List<String> payoutStates(SettlementWorker worker, long windowEndMs) {
        List<String> states = new ArrayList<>();
        json(get(worker, "/v1/settlement/batches/batch-" + windowEndMs))
                .path("payouts")
                .forEach(p -> states.add(p.path("state").asText()));
        return states;
    }

    private HttpResponse<String> get(SettlementWorker worker, String path) {
        return send(worker, path, HttpRequest.newBuilder().GET());
    }

    private HttpResponse<String> send(SettlementWorker worker, String path, HttpRequest.Builder request) {
        try {
            return http.send(
                    request.uri(URI.create("http://127.0.0.1:" + worker.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> reply) {
        try {
            return JSON.readTree(reply.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<PayoutBatchOpened> opened(long windowEndMs) {
        return records(TopicCatalog.SETTLEMENT_PAYOUTS, PayoutBatchOpened.class).stream()
                .filter(b -> b.getWindowEndMs() == windowEndMs)
                .toList();
    }

    private static List<PayoutBatchClosed> closings(long windowEndMs) {
        return records(TopicCatalog.SETTLEMENT_PAYOUTS, PayoutBatchClosed.class).stream()
                .filter(b -> b.getWindowEndMs() == windowEndMs)
                .toList();
    }

    private static List<PayoutInstructed> instructed(TopicSpec topic, long windowEndMs) {
        return records(topic, PayoutInstructed.class).stream()
                .filter(i -> i.getWindowEndMs() == windowEndMs)
                .toList();
    }

    private static List<String> usage(long windowEndMs) {
        return records(TopicCatalog.PROVIDER_USAGE, ProviderUsage.class).stream()
                .filter(u -> u.getWindowEndMs() == windowEndMs)
                .map(u -> hex(u.getProvider()) + " " + u.getSharePpm())
                .distinct()
                .sorted()
                .toList();
    }

    /** Everything of that type on the topic, to its present end. */
    private static <T extends SpecificRecord> List<T> records(TopicSpec topic, Class<T> type) {
        List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                .mapToObj(p -> new TopicPartition(topic.name(), p))
                .toList();
        List<T> found = new ArrayList<>();
        try (Consumer<String, SpecificRecord> consumer = kafka.consumer("reader", true, Map.of())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(r -> {
                    if (type.isInstance(r.value())) {
                        found.add(type.cast(r.value()));
                    }
                });
            }
        }
        return found;
    }

    private static String share(PayoutShare share) {
        return hex(share.getProvider()) + " " + share.getSharePpm() + " " + share.getPayoutMicros() + " "
                + share.getCarriedNanos();
    }

    private static boolean is(PayoutInstructed instruction, String provider) {
        return hex(instruction.getProvider()).equals(provider);
    }

    private static String hex(Address20 address) {
        return "0x" + HexFormat.of().formatHex(address.bytes());
    }

    private static Address20 fixed(String address) {
        return new Address20(HexFormat.of().parseHex(address, 2, address.length()));
    }
}
