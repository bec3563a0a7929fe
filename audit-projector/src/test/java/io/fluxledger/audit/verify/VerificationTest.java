package io.fluxledger.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.config.DatabaseConfiguration;
import io.fluxledger.audit.project.Projection;
import io.fluxledger.audit.read.BalanceReader;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.servers.KafkaBroker;
import io.fluxledger.servers.Ports;
import io.fluxledger.testkit.TestPostgres;
import io.fluxledger.testkit.TestRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of damage in the logs and in PostgreSQL is found and named, in whatever partition it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerificationTest {
    private static final TopicSpec JOURNAL = TopicCatalog.LEDGER_JOURNAL;
    private static final TopicSpec PROVIDERS = TopicCatalog.PROVIDER_JOURNAL;
    private static final TopicSpec CHARGES = TopicCatalog.PROVIDER_INPUTS;
    /** A deposit, and three inputs of each of eight calls. */
    private static final int INPUTS_OF_A_PAYER = 25;

    private static final ProjectedBalances NOTHING = () -> new ProjectedBalances.Snapshot(Map.of(), Map.of());

    @TempDir
    static Path directory;

    private KafkaBroker broker;
    private KafkaClients clients;
    private Calls calls;

    @BeforeAll
    void start() {
        // A broker of its own: every test empties the topics.
        broker =
                KafkaBroker.start(directory.resolve("kafka"), Ports.free(), directory.resolve("kafka.log"), line -> {});
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        clients = new KafkaClients(broker.bootstrap(), new EventSerde(registry));
        try (Admin admin = clients.admin()) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        calls = new Calls(clients.serde());
    }

    @AfterAll
    void stop() {
        broker.stop();
    }

    private FoldedTopics written(FoldedTopics.Damage damage) {
        FoldedTopics topics = new FoldedTopics(clients, damage);
        topics.write(calls.payers(), List.of());
        return topics;
    }

    private VerifyReport verify() {
        return verify(NOTHING, 2);
    }

    private VerifyReport verify(ProjectedBalances projection, int threads) {
        return new Verification(clients, projection, FoldedTopics.GROUP, Verification.Progress.SILENT, threads).run();
    }

    /** One record is written differently. */
    private FoldedTopics.Damage changed(TopicSpec where, int partition, int index, Change change) {
        return (topic, p, i, value) ->
                topic.equals(where) && p == partition && i == index ? change.of(value) : List.of(value);
    }

    private interface Change {
        List<byte[]> of(byte[] value);
    }

    private List<byte[]> later(byte[] value) {
        JournalLine line = (JournalLine) clients.serde().deserialize(value);
        return List.of(clients.serde()
                .serialize(
                        JOURNAL,
                        JournalLine.newBuilder(line)
                                .setClockMs(line.getClockMs() + 1)
                                .build()));
    }

    private List<byte[]> dearer(byte[] value) {
        UsageCharged charge = (UsageCharged) clients.serde().deserialize(value);
        return List.of(clients.serde()
                .serialize(
                        CHARGES,
                        UsageCharged.newBuilder(charge)
                                .setInputTokens(charge.getInputTokens() + 1)
                                .build()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void whatIsWholeIsClean(int threads) {
        written(FoldedTopics.Damage.NONE);
        VerifyReport report = verify(NOTHING, threads);
        assertThat(report.differences()).isEmpty();
        int calls = Calls.PARTITIONS * Calls.PARTITIONS;
        assertThat(report.summary())
                .isEqualTo("verified %d inputs, 16 accounts, 0 differences, conservation 0"
                        .formatted(Calls.PARTITIONS * INPUTS_OF_A_PAYER + calls));
        assertThat(report.lines()).isEqualTo(report.inputs());
        assertThat(report.clearingNanos()).isZero();
    }

    /** As when a commit is known to the group's offsets before it is known in the journal. */
    @Test
    void whatIsBehindAnOpenTransactionIsWaitedFor() {
        try (Producer<byte[], byte[]> other =
                        clients.byteProducer("other", Map.of("transactional.id", "verification-test"));
                ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor()) {
            other.initTransactions();
            other.beginTransaction();
            written((topic, p, i, value) -> {
                if (topic.equals(PROVIDERS) && p == 3 && i == 0) {
                    var _ = other.send(new ProducerRecord<>(PROVIDERS.name(), p, new byte[0], value));
                    other.flush();
                }
                return List.of(value);
            });
            ProjectedBalances whenFolded = () -> {
                var _ = later.schedule(other::abortTransaction, 2, TimeUnit.SECONDS);
                return NOTHING.read();
            };
            assertThat(verify(whenFolded, 2).differences()).isEmpty();
        }
    }

    @Test
    void aChangedLineIsNamedInEveryPartitionAtOnce() {
        written((topic, p, i, value) -> !topic.equals(CHARGES) && i == p ? later(value) : List.of(value));
        List<String> differences = verify().differences();
        assertThat(differences).hasSize(2 * Calls.PARTITIONS);
        for (int p = 0; p < Calls.PARTITIONS; p++) {
            assertThat(differences.get(p))
                    .startsWith(JOURNAL.name() + "-" + p + ", input offset ")
                    .contains("clockMs is ");
            assertThat(differences.get(Calls.PARTITIONS + p))
                    .startsWith(PROVIDERS.name() + "-" + p + ", input offset ");
        }
    }

    @Test
    void missingAndInventedLinesAreNamedAndWhatFollowsThemIsCompared() {
        int last = INPUTS_OF_A_PAYER - 1;
        written(all(
                changed(JOURNAL, 0, 4, value -> List.of()),
                changed(JOURNAL, 1, last, value -> List.of()),
                changed(JOURNAL, 2, 9, value -> List.of(value, value)),
                changed(JOURNAL, 3, last, value -> List.of(value, value)),
                changed(JOURNAL, 5, 3, value -> List.of(new byte[] {1, 2, 3})),
                changed(JOURNAL, 7, 8, value -> List.of()),
                changed(JOURNAL, 7, 20, this::later),
                changed(PROVIDERS, 6, Calls.PARTITIONS - 1, value -> List.of())));
        List<String> expected = List.of(
                JOURNAL.name()
                        + "-0, input offset \\d+: the journal has no line for IntentLocked, it goes on at offset \\d+",
                JOURNAL.name() + "-1, input offset \\d+: the journal has no line for SettlementRequested",
                JOURNAL.name() + "-2 offset \\d+: a line that no input leads to",
                JOURNAL.name() + "-3 offset \\d+: a line that no input leads to",
                JOURNAL.name() + "-5 offset \\d+: is no journal line, in the place of SettlementRequested",
                JOURNAL.name() + "-7, input offset \\d+: the journal has no line for UsageReceipt, .*",
                JOURNAL.name() + "-7, input offset \\d+, journal offset \\d+: clockMs is .*",
                PROVIDERS.name() + "-6, input offset \\d+: the journal has no line for UsageCharged");
        assertMatching(verify().differences(), expected);
    }

    @Test
    void changedAndMissingChargesAreNamed() {
        written(all(
                changed(CHARGES, 0, 2, this::dearer),
                changed(CHARGES, 1, 5, value -> List.of()),
                changed(CHARGES, 4, 2, this::dearer),
                changed(CHARGES, 7, 2, this::dearer)));
        String changed =
                CHARGES.name() + "-%d offset \\d+: charge \\d of payers' partition 2 is not the one that was issued";
        assertMatching(
                verify().differences(),
                List.of(
                        changed.formatted(0),
                        changed.formatted(4),
                        changed.formatted(7),
                        "charge \\d of payers' partition 5 did not reach the providers' inputs"));
    }

    private static void assertMatching(List<String> differences, List<String> expected) {
        assertThat(differences).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(differences.get(i)).matches(expected.get(i));
        }
    }

    /** Several changes of different records. */
    private static FoldedTopics.Damage all(FoldedTopics.Damage... changes) {
        return (topic, p, i, value) -> {
            for (FoldedTopics.Damage change : changes) {
                List<byte[]> written = change.write(topic, p, i, value);
                if (written.size() != 1 || !Arrays.equals(written.getFirst(), value)) {
                    return written;
                }
            }
            return List.of(value);
        };
    }

    @Test
    void inventedChargesAndRefundsAreNamed() {
        List<ProducerRecord<String, byte[]>> payers = new ArrayList<>(calls.payers());
        payers.add(calls.inventedRefund(6));
        new FoldedTopics(clients, FoldedTopics.Damage.NONE)
                .write(payers, List.of(calls.inventedCharge(4, 2, 9), calls.inventedCharge(5, 8, 1)));
        assertThat(verify().differences())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith(CHARGES.name() + "-4 offset ")
                                .endsWith("charge 9 of payers' partition 2 was never issued by the payers' fold"),
                        second -> assertThat(second)
                                .startsWith(CHARGES.name() + "-5 offset ")
                                .endsWith("charge 1 of payers' partition 8 was never issued by the payers' fold"),
                        third -> assertThat(third)
                                .startsWith(TopicCatalog.LEDGER_INPUTS.name() + "-6 offset ")
                                .endsWith("was never issued by the providers' fold"));
    }

    @Test
    void aLineAndAChargeOfTwoPartitionsAreNamedBoth() {
        written(all(changed(JOURNAL, 3, 7, this::later), changed(CHARGES, 6, 1, this::dearer)));
        assertMatching(
                verify().differences(),
                List.of(
                        JOURNAL.name() + "-3, input offset .*",
                        CHARGES.name() + "-6 offset .* is not the one that was issued"));
    }

    @Test
    void oneRuinedPartitionDoesNotHideAnother() {
        written((topic, p, i, value) ->
                topic.equals(JOURNAL) && (p == 0 || (p == 7 && i == 3)) ? List.of(new byte[] {0}) : List.of(value));
        List<String> differences = verify().differences();
        assertThat(differences).hasSize(INPUTS_OF_A_PAYER + 1);
        assertThat(differences.getLast()).startsWith(JOURNAL.name() + "-7 offset ");
    }

    @Test
    void behindAnInputThatCannotBeDecidedNothingIsJudged() {
        List<ProducerRecord<String, byte[]>> payers = new ArrayList<>(calls.payers());
        payers.add(Calls.PARTITIONS * 2, calls.rulesOfTheFuture(0));
        payers.add(calls.order(0));
        new FoldedTopics(clients, FoldedTopics.Damage.NONE).write(payers, List.of(calls.inventedCharge(4, 0, 9)));
        assertThat(verify().differences())
                .singleElement()
                .asString()
                .startsWith(TopicCatalog.LEDGER_INPUTS.name() + "-0 offset ")
                .contains("rules version 999");
    }

    @Test
    void aChangedBalanceInPostgresIsNamed() throws Exception {
        FoldedTopics topics = written(FoldedTopics.Damage.NONE);
        TestPostgres postgres = TestPostgres.fresh();
        try (Database database = Database.migrated(
                new DatabaseConfiguration(postgres.jdbcUrl(), postgres.user(), postgres.password()))) {
            List<ConsumerRecord<String, byte[]>> lines = new ArrayList<>(topics.read(JOURNAL));
            lines.addAll(topics.read(PROVIDERS));
            Projection projection = new Projection(database.source(), clients.serde());
            var _ = projection.appliedOffsets(Projection.partitions());
            assertThat(projection.apply(lines)).isEqualTo(lines.size());
            ProjectedBalances balances =
                    () -> BalanceReader.read(database.jdbi()).snapshot();
            VerifyReport clean = verify(balances, 2);
            assertThat(clean.differences()).isEmpty();
            assertThat(clean.balances()).isGreaterThan(16);

            String payer = calls.payer(5).toString();
            database.jdbi()
                    .useHandle(handle -> handle.execute(
                            "UPDATE balances SET amount_nanos = amount_nanos + 1 WHERE account_type = 'PAYER_AVAILABLE' AND owner = ?",
                            payer));
            assertThat(verify(balances, 2).differences())
                    .containsExactly("PostgreSQL has 944000001 nano-USDC for PAYER_AVAILABLE of " + payer
                            + " on chain 7, the journal 944000000");
        }
    }
}
