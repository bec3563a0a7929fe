package io.fluxledger.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.codec.AvroTypes;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.Draw;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.events.WindowTick;
import io.fluxledger.rules.Address;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Settings;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Both folds on a real broker and registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerStreamsTest {
    private static final Address PAYER = Address.parse("0x00000000000000000000000000000000000000a1");
    private static final Address PROVIDER = Address.parse("0x00000000000000000000000000000000000000b2");
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private KafkaClients clients;
    private LedgerStreamsMain service;
    private Producer<String, SpecificRecord> producer;
    private Consumer<String, SpecificRecord> journal;
    private Consumer<String, SpecificRecord> providerJournal;
    private Consumer<String, byte[]> deadLetters;
    private final List<JournalLine> lines = new ArrayList<>();
    private final List<JournalLine> providerLines = new ArrayList<>();

    private static Settings settings(Path dir) {
        return Settings.of(Map.of(
                "kafka.bootstrap", TestKafka.shared().bootstrap(),
                "registry.url", TestRegistry.shared().url().toString(),
                "http.port", "0",
                "state.dir", dir.toString(),
                "tick.interval", "PT0.2S"));
    }

    @BeforeAll
    void start(@TempDir Path dir) {
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        clients = new KafkaClients(TestKafka.shared().bootstrap(), new EventSerde(registry));
        try (Admin admin = clients.admin()) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        service = LedgerStreamsMain.start(settings(dir));
        producer = clients.producer("test");
        journal = follow(TopicCatalog.LEDGER_JOURNAL.name());
        providerJournal = follow(TopicCatalog.PROVIDER_JOURNAL.name());
        deadLetters = clients.rawConsumer("test-dlq", true, Map.of());
        deadLetters.assign(List.of(new TopicPartition(TopicCatalog.LEDGER_INPUTS.deadLetters(), 0)));
    }

    @AfterAll
    void stop() {
        service.close();
        producer.close();
        journal.close();
        providerJournal.close();
        deadLetters.close();
    }

    private Consumer<String, SpecificRecord> follow(String topic) {
        Consumer<String, SpecificRecord> consumer = clients.consumer("test-" + topic, true, Map.of());
        List<TopicPartition> all = new ArrayList<>();
        for (int p = 0; p < 8; p++) {
            all.add(new TopicPartition(topic, p));
        }
        consumer.assign(all);
        return consumer;
    }

    private JournalLine answer(Consumer<String, SpecificRecord> from, List<JournalLine> seen, InputId16 id, int index) {
        await().atMost(PATIENCE).until(() -> {
            from.poll(Duration.ofMillis(100)).forEach(r -> seen.add((JournalLine) r.value()));
            return seen.stream().anyMatch(l -> l.getInputId().equals(id) && l.getIndex() == index);
        });
        return seen.stream()
                .filter(l -> l.getInputId().equals(id) && l.getIndex() == index)
                .findFirst()
                .orElseThrow();
    }

    private void send(InputId16 id, SpecificRecord event) {
        var _ = producer.send(new ProducerRecord<>(
                TopicCatalog.LEDGER_INPUTS.name(),
                null,
                PAYER.toString(),
                event,
                EventHeaders.of(id, event, "/test", java.time.Instant.EPOCH, null)));
    }

    private static Hash32 hash(int value) {
        return new Hash32(ByteBuffer.allocate(32).putInt(28, value).array());
    }

    private JournalLine tell(InputId16 id, SpecificRecord event) {
        send(id, event);
        return answer(journal, lines, id, 0);
    }

    private JournalLine lock(String intentId, int nonce, long deadlineMs) {
        InputId16 id = EventHeaders.newInputId();
        return tell(
                id,
                new IntentLocked(
                        id,
                        AvroTypes.address(PAYER),
                        intentId,
                        Funding.CREDITS,
                        PayoutMode.BATCH,
                        AvroTypes.address(PROVIDER),
                        50_000_000L,
                        deadlineMs,
                        1L,
                        List.of(new Draw(1L, 50_000_000L)),
                        hash(nonce),
                        ByteBuffer.allocate(65),
                        null,
                        null,
                        false));
    }

    @Test
    void lockReceiptSettleExpireWindowAndDeadLetter() throws Exception {
        InputId16 deposit = EventHeaders.newInputId();
        JournalLine credited = tell(
                deposit,
                new CreditsDeposited(
                        deposit,
                        AvroTypes.address(PAYER),
                        1L,
                        AvroTypes.address(PROVIDER),
                        hash(1),
                        50_000_000L,
                        hash(2),
                        7L));
        assertThat(credited.getOutcome()).isEqualTo(Outcome.ACCEPTED);

        long now = System.currentTimeMillis();
        assertThat(lock("i1", 3, now + 60_000).getOutcome()).isEqualTo(Outcome.ACCEPTED);
        InputId16 receipt = EventHeaders.newInputId();
        assertThat(tell(
                                receipt,
                                new UsageReceipt(
                                        receipt,
                                        AvroTypes.address(PAYER),
                                        "i1",
                                        AvroTypes.address(PROVIDER),
                                        7_000_000L,
                                        100L,
                                        50L,
                                        1L,
                                        hash(4),
                                        now,
                                        ByteBuffer.allocate(65)))
                        .getOutcome())
                .isEqualTo(Outcome.ACCEPTED);
        InputId16 settle = EventHeaders.newInputId();
        JournalLine settled = tell(
                settle,
                new SettlementRequested(
                        settle,
                        AvroTypes.address(PAYER),
                        "i1",
                        AvroTypes.address(PROVIDER),
                        RequestedBy.GATEWAY,
                        null,
                        null,
                        0L));
        assertThat(settled.getBalances()).hasSize(1);
        assertThat(settled.getBalances().getFirst().getAmountNanos()).isEqualTo(49_993_000_000L);

        // Expiry by tick, without any further traffic.
        assertThat(lock("i2", 5, System.currentTimeMillis() + 1_500).getOutcome())
                .isEqualTo(Outcome.ACCEPTED);
        await().atMost(PATIENCE)
                .until(() -> query("/v1/intents/" + PAYER + "/i2").contains("EXPIRED"));
        assertThat(query("/v1/accounts/" + PAYER)).contains("\"49993000000\"").contains("\"openIntents\":0");

        garbageIsADeadLetterAndTheStreamGoesOn();
        windowClosesForTheProvider();
    }

    private void garbageIsADeadLetterAndTheStreamGoesOn() {
        try (Producer<String, byte[]> raw = clients.rawProducer("test-raw")) {
            var _ = raw.send(new ProducerRecord<>(
                    TopicCatalog.LEDGER_INPUTS.name(), PAYER.toString(), "junk".getBytes(StandardCharsets.UTF_8)));
            raw.flush();
        }
        List<ConsumerRecord<String, byte[]>> dead = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            deadLetters.poll(Duration.ofMillis(100)).forEach(dead::add);
            return !dead.isEmpty();
        });
        assertThat(dead).hasSize(1);
        assertThat(new String(dead.getFirst().value(), StandardCharsets.UTF_8)).isEqualTo("junk");
        assertThat(new String(dead.getFirst().headers().lastHeader("dlq.reason").value(), StandardCharsets.UTF_8))
                .contains("wire format");
        assertThat(lock("i3", 6, System.currentTimeMillis() + 60_000).getOutcome())
                .isEqualTo(Outcome.ACCEPTED);
        assertThat(lines).anyMatch(l -> "UNREADABLE".equals(l.getReason()));
    }

    private void windowClosesForTheProvider() {
        long end = System.currentTimeMillis() - 1;
        InputId16 tick = EventHeaders.newInputId();
        for (int partition = 0; partition < TopicCatalog.PROVIDER_INPUTS.partitions(); partition++) {
            var _ = producer.send(new ProducerRecord<>(
                    TopicCatalog.PROVIDER_INPUTS.name(),
                    partition,
                    TopicCatalog.BROADCAST_KEY,
                    new WindowTick(tick, end)));
        }
        await().atMost(PATIENCE).until(() -> {
            providerJournal.poll(Duration.ofMillis(100)).forEach(r -> providerLines.add((JournalLine) r.value()));
            return providerLines.stream()
                            .filter(l -> l.getInputId().equals(tick) && l.getAccount() == null)
                            .count()
                    == 8;
        });
        JournalLine closed = providerLines.stream()
                .filter(l -> l.getInputId().equals(tick) && l.getAccount() != null)
                .findFirst()
                .orElseThrow();
        assertThat(closed.getBalances().getFirst().getAmountNanos()).isEqualTo(6_993_000L);
    }

    private String query(String path) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return answer.body();
    }
}
