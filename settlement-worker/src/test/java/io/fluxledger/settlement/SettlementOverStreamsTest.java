package io.fluxledger.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.events.ChargeTaken;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutClosed;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Settings;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.settlement.config.SettlementConfig;
import io.fluxledger.settlement.plan.SettlementIds;
import io.fluxledger.streams.LedgerStreamsMain;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker with the real folds: from charges to a closed batch. */
class SettlementOverStreamsTest {
    private static final String ALICE = "0x00000000000000000000000000000000000000a1";
    private static final String BOB = "0x00000000000000000000000000000000000000b2";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
    private final List<SpecificRecord> seen = new ArrayList<>();
    private final Map<SpecificRecord, String> traces = new HashMap<>();
    private final Map<String, Set<Integer>> usage = new HashMap<>();
    private final Map<String, ProviderUsage> lastUsage = new HashMap<>();

    @Test
    void chargesBecomeAClosedBatch(@TempDir Path state) throws Exception {
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        KafkaClients kafka = new KafkaClients(TestKafka.shared().bootstrap(), new EventSerde(registry));
        try (Admin admin = kafka.admin()) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        Map<String, String> common = Map.of(
                "kafka.bootstrap", TestKafka.shared().bootstrap(),
                "registry.url", TestRegistry.shared().url().toString(),
                "http.port", "0",
                "state.dir", state.toString());
        Map<String, String> ofWorker = new HashMap<>(common);
        ofWorker.put("window", "PT876000H");
        try (LedgerStreamsMain streams = LedgerStreamsMain.start(Settings.of(common));
                SettlementWorker worker = SettlementWorker.start(
                        SettlementConfig.from(Settings.of(ofWorker)), kafka, Clock.systemUTC(), fatal::add);
                ProviderInputs inputs = new ProviderInputs(kafka);
                Consumer<String, SpecificRecord> follower = follow(kafka)) {
            assertThat(streams.port()).isPositive();
            inputs.charge(ALICE, 7_000_000);
            inputs.charge(BOB, 21_000_000);
            read(follower, () -> entries(ChargeTaken.class).count() == 2);
            long windowEndMs = closeWindow(worker);

            read(follower, () -> entries(PayoutOpened.class).count() == 2);
            assertThat(of(PayoutBatchOpened.class)).singleElement().satisfies(batch -> {
                assertThat(batch.getWindowEndMs()).isEqualTo(windowEndMs);
                assertThat(batch.getTotalMicros()).isEqualTo(6_993 + 20_979);
            });
            assertThat(of(JournalLine.class).stream()
                            .filter(l -> l.getEntries().stream().anyMatch(PayoutOpened.class::isInstance))
                            .map(traces::get))
                    .as("the fold goes on with the trace that the payout began with")
                    .containsExactlyInAnyOrder(trace(windowEndMs, ALICE), trace(windowEndMs, BOB));
            usageIsToldOnceEach(follower, windowEndMs);
            of(PayoutInstructed.class).forEach(i -> inputs.confirm(i, TransferStatus.FINAL));
            read(follower, () -> !of(PayoutBatchClosed.class).isEmpty());

            assertThat(of(PayoutBatchClosed.class))
                    .containsExactly(new PayoutBatchClosed("batch-" + windowEndMs, windowEndMs, 2, 0, 27_972L));
            assertThat(entries(PayoutClosed.class)).hasSize(2);
            assertThat(of(JournalLine.class)).noneMatch(l -> l.getOutcome() == Outcome.REJECTED);
        }
        assertThat(fatal).isEmpty();
    }

    /** By the fold of the running window, by the worker of the one that is closed: of a provider in one partition. */
    private void usageIsToldOnceEach(Consumer<String, SpecificRecord> follower, long windowEndMs) {
        for (String provider : List.of(ALICE, BOB)) {
            String open = provider + "|open";
            String closed = provider + "|" + windowEndMs;
            read(follower, () -> usage.containsKey(open) && usage.containsKey(closed));
            assertThat(usage.get(open)).isEqualTo(usage.get(closed)).hasSize(1);
        }
        assertThat(of(ProviderUsage.class).stream().filter(u -> u.getWindowEndMs() == windowEndMs))
                .hasSize(2)
                .allMatch(u -> u.getCalls() == 1);
        read(
                follower,
                () -> Stream.of(ALICE, BOB)
                        .map(p -> lastUsage.get(p + "|open"))
                        .allMatch(u -> u != null && u.getCalls() == 0));
    }

    /** Payouts of a batch share a trace, in which each has its own span. */
    private static String trace(long windowEndMs, String provider) {
        return SettlementIds.traceparent(
                SettlementIds.trace(SettlementIds.batch(windowEndMs)), SettlementIds.payout(windowEndMs, provider));
    }

    private static Consumer<String, SpecificRecord> follow(KafkaClients kafka) {
        Consumer<String, SpecificRecord> consumer = kafka.consumer("follower", true, Map.of());
        consumer.assign(
                Stream.of(TopicCatalog.PROVIDER_JOURNAL, TopicCatalog.SETTLEMENT_PAYOUTS, TopicCatalog.PROVIDER_USAGE)
                        .flatMap(SettlementOverStreamsTest::partitions)
                        .toList());
        return consumer;
    }

    private static Stream<TopicPartition> partitions(TopicSpec topic) {
        return IntStream.range(0, topic.partitions()).mapToObj(p -> new TopicPartition(topic.name(), p));
    }

    private void read(Consumer<String, SpecificRecord> follower, BooleanSupplier condition) {
        await().pollInSameThread().atMost(PATIENCE).until(() -> {
            follower.poll(Duration.ofMillis(100)).forEach(r -> {
                seen.add(r.value());
                if (r.value() instanceof ProviderUsage told) {
                    usage.computeIfAbsent(r.key(), key -> new HashSet<>()).add(r.partition());
                    lastUsage.put(r.key(), told);
                }
                traces.put(r.value(), String.valueOf(EventHeaders.traceparent(r.headers())));
            });
            assertThat(fatal).isEmpty();
            return condition.getAsBoolean();
        });
    }

    private <T> List<T> of(Class<T> type) {
        return seen.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <T> Stream<T> entries(Class<T> type) {
        return of(JournalLine.class).stream()
                .flatMap(l -> l.getEntries().stream())
                .filter(type::isInstance)
                .map(type::cast);
    }

    private static long closeWindow(SettlementWorker worker) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + worker.port() + "/v1/settlement/windows/close"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<String> reply = await().atMost(PATIENCE)
                    .until(() -> http.send(request, HttpResponse.BodyHandlers.ofString()), r -> r.statusCode() == 202);
            return Long.parseLong(reply.body().replaceAll("\\D", ""));
        }
    }
}
