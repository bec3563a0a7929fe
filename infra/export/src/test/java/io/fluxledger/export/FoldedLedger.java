package io.fluxledger.export;

import static org.awaitility.Awaitility.await;

import io.fluxledger.codec.AvroTypes;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.Draw;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.JournalLine;
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
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.streams.LedgerStreamsMain;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A ledger on a broker, folded by the streams service as it is shipped. */
final class FoldedLedger {
    static final String GROUP = "fluxledger-streams";
    static final long CHAIN = 43_114;
    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PAYERS = 6;

    private static @Nullable FoldedLedger shared;

    private final String bootstrap;
    private final URI registryUrl;
    private final SchemaRegistryClient registry;
    private final KafkaClients clients;
    private final Set<String> unanswered = new HashSet<>();
    private int nonces;

    FoldedLedger(String bootstrap, URI registryUrl) {
        this.bootstrap = bootstrap;
        this.registryUrl = registryUrl;
        this.registry = new SchemaRegistryClient(registryUrl);
        this.clients = new KafkaClients(bootstrap, new EventSerde(registry));
    }

    /** The one on the broker of this test JVM, its story told once. */
    static synchronized FoldedLedger shared() {
        FoldedLedger ledger = shared;
        if (ledger == null) {
            ledger = new FoldedLedger(
                            TestKafka.shared().bootstrap(),
                            TestRegistry.shared().url())
                    .create();
            try {
                Path state = Files.createTempDirectory("streams");
                try (LedgerStreamsMain _ = ledger.streams(state)) {
                    ledger.story();
                } finally {
                    CacheDirectory.delete(state);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("no directory for the streams' state", e);
            }
            shared = ledger;
        }
        return ledger;
    }

    KafkaClients clients() {
        return clients;
    }

    SchemaRegistryClient registry() {
        return registry;
    }

    /** Topics and schemas, as a new cluster gets them. */
    FoldedLedger create() {
        SchemaRegistration.registerAll(registry);
        try (Admin admin = clients.admin()) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        return this;
    }

    LedgerStreamsMain streams(Path stateDir) {
        return LedgerStreamsMain.start(Settings.of(Map.of(
                "kafka.bootstrap",
                bootstrap,
                "registry.url",
                registryUrl.toString(),
                "http.port",
                "0",
                "state.dir",
                stateDir.toString(),
                "commit.interval",
                "PT0.2S",
                "tick.interval",
                "PT0.2S")));
    }

    static Address payer(int number) {
        return Address.parse("0x00000000000000000000000000000000000000%02x".formatted(0xa0 + number));
    }

    static Address provider(int number) {
        return Address.parse("0x00000000000000000000000000000000000000%02x".formatted(0xb0 + number % 2));
    }

    /** Calls of several payers to two providers, something unreadable, a window. Returns when all of it is answered. */
    void story() {
        try (Producer<String, SpecificRecord> producer = clients.producer("story");
                Producer<String, byte[]> raw = clients.rawProducer("story-raw")) {
            for (int i = 0; i < PAYERS; i++) {
                calls(producer, i);
            }
            var _ = raw.send(new ProducerRecord<>(
                    TopicCatalog.LEDGER_INPUTS.name(),
                    payer(0).toString(),
                    "no event".getBytes(StandardCharsets.UTF_8)));
            raw.flush();
            awaitAnswers();
            InputId16 tick = EventHeaders.newInputId();
            for (int p = 0; p < TopicCatalog.PROVIDER_INPUTS.partitions(); p++) {
                var _ = producer.send(new ProducerRecord<>(
                        TopicCatalog.PROVIDER_INPUTS.name(),
                        p,
                        TopicCatalog.BROADCAST_KEY,
                        new WindowTick(tick, System.currentTimeMillis() - 1)));
            }
            unanswered.add(EventHeaders.uuid(tick).toString());
            awaitAnswers();
        }
    }

    /** One more call of a payer; returns when it is answered. */
    void oneMoreCall(int payer) {
        try (Producer<String, SpecificRecord> producer = clients.producer("story")) {
            calls(producer, payer);
        }
        awaitAnswers();
    }

    private void calls(Producer<String, SpecificRecord> producer, int number) {
        Address payer = payer(number);
        Address provider = provider(number);
        String intent = "intent-%d-%d".formatted(number, nonces);
        InputId16 id = EventHeaders.newInputId();
        send(
                producer,
                payer,
                id,
                new CreditsDeposited(
                        id,
                        AvroTypes.address(payer),
                        CHAIN,
                        AvroTypes.address(provider),
                        word(),
                        50_000_000L,
                        word(),
                        7L));
        id = EventHeaders.newInputId();
        send(
                producer,
                payer,
                id,
                new IntentLocked(
                        id,
                        AvroTypes.address(payer),
                        intent,
                        Funding.CREDITS,
                        PayoutMode.BATCH,
                        AvroTypes.address(provider),
                        50_000_000L,
                        System.currentTimeMillis() + 60_000,
                        CHAIN,
                        List.of(new Draw(CHAIN, 50_000_000L)),
                        word(),
                        ByteBuffer.allocate(65),
                        null,
                        null,
                        false));
        id = EventHeaders.newInputId();
        send(
                producer,
                payer,
                id,
                new UsageReceipt(
                        id,
                        AvroTypes.address(payer),
                        intent,
                        AvroTypes.address(provider),
                        7_000_000L,
                        100L,
                        50L,
                        CHAIN,
                        word(),
                        System.currentTimeMillis(),
                        ByteBuffer.allocate(65)));
        id = EventHeaders.newInputId();
        send(
                producer,
                payer,
                id,
                new SettlementRequested(
                        id,
                        AvroTypes.address(payer),
                        intent,
                        AvroTypes.address(provider),
                        RequestedBy.GATEWAY,
                        null,
                        null,
                        0L));
    }

    private Hash32 word() {
        return new Hash32(ByteBuffer.allocate(32).putInt(28, ++nonces).array());
    }

    private void send(Producer<String, SpecificRecord> producer, Address payer, InputId16 id, SpecificRecord event) {
        var _ = producer.send(new ProducerRecord<>(
                TopicCatalog.LEDGER_INPUTS.name(),
                null,
                payer.toString(),
                event,
                EventHeaders.of(id, event, "/test", Instant.EPOCH, TRACE)));
        unanswered.add(EventHeaders.uuid(id).toString());
    }

    private void awaitAnswers() {
        try (Consumer<String, SpecificRecord> journals = clients.consumer("story-answers", true, Map.of())) {
            List<TopicPartition> all = new ArrayList<>();
            for (int p = 0; p < TopicCatalog.LEDGER_JOURNAL.partitions(); p++) {
                all.add(new TopicPartition(TopicCatalog.LEDGER_JOURNAL.name(), p));
                all.add(new TopicPartition(TopicCatalog.PROVIDER_JOURNAL.name(), p));
            }
            journals.assign(all);
            await().atMost(PATIENCE).until(() -> {
                journals.poll(Duration.ofMillis(100))
                        .forEach(r -> unanswered.remove(EventHeaders.uuid(((JournalLine) r.value()).getInputId())
                                .toString()));
                return unanswered.isEmpty();
            });
        }
    }
}
