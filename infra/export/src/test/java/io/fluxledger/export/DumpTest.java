package io.fluxledger.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxledger.audit.verify.ProjectedBalances;
import io.fluxledger.audit.verify.Verification;
import io.fluxledger.audit.verify.VerifyReport;
import io.fluxledger.events.ClockTick;
import io.fluxledger.export.dump.ClusterExport;
import io.fluxledger.export.dump.ClusterExport.Meanwhile;
import io.fluxledger.export.dump.ClusterImport;
import io.fluxledger.export.dump.DumpException;
import io.fluxledger.export.dump.DumpManifest;
import io.fluxledger.export.dump.DumpProgress;
import io.fluxledger.export.log.LogEnds;
import io.fluxledger.export.log.LogReader;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.KafkaBroker;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.SchemaRegistry;
import io.fluxledger.streams.LedgerStreamsMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A dump of a ledger that the streams have folded, restored into another cluster, where the streams go on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DumpTest {
    private static final String HOLES = "holes-changelog";
    private static final ProjectedBalances NO_PROJECTION = () -> new ProjectedBalances.Snapshot(Map.of(), Map.of());

    private static final ClockTick TICK = new ClockTick(EventHeaders.newInputId());

    @TempDir
    private static Path directory;

    private FoldedLedger source;
    private KafkaBroker broker;
    private SchemaRegistry registry;

    @BeforeAll
    void fold() {
        source = FoldedLedger.shared();
        writeHoles();
        broker = KafkaBroker.start(directory.resolve("kafka"), Ports.free(), directory.resolve("kafka.log"), l -> {});
        registry = SchemaRegistry.start(
                directory.resolve("registry"), Ports.free(), directory.resolve("registry.log"), l -> {});
    }

    @AfterAll
    void stop() {
        registry.stop();
        broker.stop();
    }

    /** Every kind of hole that offsets can have, in one partition. */
    private void writeHoles() {
        try (Admin admin = source.clients().admin();
                Producer<byte[], byte[]> plain = source.clients().byteProducer("holes", Map.of());
                Producer<byte[], byte[]> first = transactional("holes-1");
                Producer<byte[], byte[]> second = transactional("holes-2")) {
            LogEnds.answer(admin.createTopics(List.of(new org.apache.kafka.clients.admin.NewTopic(HOLES, 1, (short) 1)))
                    .all());
            first.beginTransaction();
            put(first, "given up");
            first.abortTransaction();
            put(plain, "a");
            put(plain, "b");
            first.beginTransaction();
            put(first, "c");
            put(plain, "d");
            second.beginTransaction();
            put(second, "e");
            first.commitTransaction();
            second.commitTransaction();
            put(plain, "f");
            for (int i = 0; i < 3; i++) {
                first.beginTransaction();
                put(first, "g" + i);
                put(first, "h" + i);
                first.commitTransaction();
            }
            first.beginTransaction();
            put(first, "given up");
            put(first, "too");
            first.abortTransaction();
            awaitClosed(admin);
        }
    }

    private static void awaitClosed(Admin admin) {
        List<TopicPartition> one = List.of(new TopicPartition(HOLES, 0));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> LogEnds.ends(admin, one).equals(LogEnds.committedEnds(admin, one)));
    }

    private Producer<byte[], byte[]> transactional(String id) {
        Producer<byte[], byte[]> producer =
                source.clients().byteProducer(id, Map.of("transactional.id", id, "retry.backoff.ms", 2));
        producer.initTransactions();
        return producer;
    }

    private static void put(Producer<byte[], byte[]> producer, String value) {
        var _ = producer.send(new ProducerRecord<>(
                HOLES,
                0,
                value.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        producer.flush();
    }

    private ClusterExport export() {
        return new ClusterExport(source.clients(), source.registry(), DumpProgress.SILENT);
    }

    @Test
    void theSameRecordsAtTheSameOffsetsAndTheStreamsGoOn() throws Exception {
        Path dump = directory.resolve("dump");
        DumpManifest manifest = export().run(dump, Meanwhile.REFUSE);
        assertThat(manifest.quiet()).isTrue();
        assertThat(manifest.groups()).containsKey(FoldedLedger.GROUP);

        FoldedLedger target = new FoldedLedger(broker.bootstrap(), registry.confluentApi());
        try (Admin admin = target.clients().admin()) {
            // As an operator of the cluster may have made them, with times of the brokers.
            TopicCatalog.createMissing(admin, (short) 1);
        }
        ClusterImport restore = new ClusterImport(target.clients(), target.registry(), (short) 1, DumpProgress.SILENT);
        damagedIsRefused(dump, manifest, restore);
        ClusterImport.Restored restored = restore.run(dump);
        assertThat(restored.records()).isEqualTo(manifest.recordCount()).isGreaterThan(100);
        assertThat(restored.schemaIdsChanged()).isFalse();

        assertThat(records(target)).isEqualTo(records(source));
        assertThat(places(target)).isEqualTo(places(source));
        assertThat(timestampType(target)).isEqualTo("LogAppendTime");
        assertThatThrownBy(() -> restore.run(dump))
                .isInstanceOf(DumpException.class)
                .hasMessageContaining("not empty");

        try (LedgerStreamsMain _ = target.streams(directory.resolve("target-streams"))) {
            assertClean(target, 6);
            target.oneMoreCall(2);
            assertClean(target, 7);
        }
    }

    /** A registry that has other schemas gives other ids, also to what could not be read. */
    @Test
    void idsAreThoseOfTheOtherRegistryAlsoInDeadLetters() throws Exception {
        byte[] event = source.clients().serde().serialize(TopicCatalog.LEDGER_INPUTS, TICK);
        String letters = TopicCatalog.LEDGER_INPUTS.deadLetters();
        try (Producer<byte[], byte[]> producer = source.clients().byteProducer("letters", Map.of())) {
            producer.send(new ProducerRecord<>(letters, 0, null, event)).get();
            producer.send(new ProducerRecord<>(letters, 0, null, new byte[] {1}))
                    .get();
        }
        Path dump = directory.resolve("dump-for-other-ids");
        var _ = export().run(dump, Meanwhile.REFUSE);
        SchemaRegistry other = SchemaRegistry.start(
                directory.resolve("registry-2"), Ports.free(), directory.resolve("registry-2.log"), l -> {});
        KafkaBroker empty = KafkaBroker.start(
                directory.resolve("kafka-2"), Ports.free(), directory.resolve("kafka-2.log"), l -> {});
        try {
            FoldedLedger target = new FoldedLedger(empty.bootstrap(), other.confluentApi());
            var _ = target.registry()
                    .register(
                            "somebody-elses",
                            SchemaBuilder.record("Elses").fields().endRecord());
            ClusterImport.Restored restored =
                    new ClusterImport(target.clients(), target.registry(), (short) 1, DumpProgress.SILENT).run(dump);
            assertThat(restored.schemaIdsChanged()).isTrue();
            assertThat(restored.takenAt()).startsWith("20");
            List<byte[]> values = new ArrayList<>();
            TopicPartition place = new TopicPartition(letters, 0);
            new LogReader(target.clients())
                    .<RuntimeException>read(place, ends(target, place), r -> values.add(r.value()));
            assertThat(values.getLast()).isEqualTo(new byte[] {1});
            byte[] translated = values.get(values.size() - 2);
            assertThat(translated).isNotEqualTo(event);
            assertThat(target.clients().serde().deserialize(translated)).isEqualTo(TICK);
        } finally {
            empty.stop();
            other.stop();
        }
    }

    private static long ends(FoldedLedger ledger, TopicPartition place) {
        try (Admin admin = ledger.clients().admin()) {
            return Objects.requireNonNull(LogEnds.ends(admin, List.of(place)).get(place));
        }
    }

    private static void assertClean(FoldedLedger ledger, int calls) {
        VerifyReport report = new Verification(
                        ledger.clients(), NO_PROJECTION, FoldedLedger.GROUP, Verification.Progress.SILENT)
                .run();
        assertThat(report.differences()).isEmpty();
        assertThat(report.isClean()).as(report.summary()).isTrue();
        assertThat(records(ledger).entrySet().stream()
                        .filter(e -> e.getKey().startsWith(TopicCatalog.LEDGER_JOURNAL.name()))
                        .mapToLong(e -> e.getValue().size())
                        .sum())
                .isGreaterThanOrEqualTo(4L * calls);
    }

    private static void damagedIsRefused(Path dump, DumpManifest manifest, ClusterImport restore) throws Exception {
        Path file = dump.resolve(
                manifest.topics().getFirst().partitions().getFirst().file());
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> restore.run(dump))
                .isInstanceOf(DumpException.class)
                .hasMessageContaining("is not the file that was dumped");
        Files.write(file, whole);
    }

    @Test
    void whatIsWrittenMeanwhileIsNoticed() {
        try (Producer<byte[], byte[]> open = transactional("open")) {
            open.beginTransaction();
            put(open, "not committed");
            assertThatThrownBy(() -> export().run(directory.resolve("refused"), Meanwhile.REFUSE))
                    .isInstanceOf(DumpException.class)
                    .hasMessageContaining(HOLES + "-0 has an open transaction");
            Path marked = directory.resolve("marked");
            assertThat(export().run(marked, Meanwhile.MARK).quiet()).isFalse();
            open.abortTransaction();
            FoldedLedger anywhere = source;
            assertThatThrownBy(() -> new ClusterImport(
                                    anywhere.clients(), anywhere.registry(), (short) 1, DumpProgress.SILENT)
                            .run(marked))
                    .isInstanceOf(DumpException.class)
                    .hasMessageContaining("can be read, not restored");
        }
        try (Admin admin = source.clients().admin()) {
            awaitClosed(admin);
        }
    }

    /** All that a consumer sees, by partition; of compacted topics without offsets. */
    private static SortedMap<String, List<String>> records(FoldedLedger ledger) {
        SortedMap<String, List<String>> all = new TreeMap<>();
        LogReader reader = new LogReader(ledger.clients());
        try (Admin admin = ledger.clients().admin()) {
            List<String> topics =
                    new ArrayList<>(LogEnds.answer(admin.listTopics().names()));
            Map<TopicPartition, Long> ends = LogEnds.committedEnds(admin, LogEnds.partitions(admin, topics));
            ends.forEach((partition, end) -> {
                boolean keyed = (partition.topic().endsWith("-changelog")
                                && !partition.topic().equals(HOLES))
                        || TopicCatalog.byName(partition.topic())
                                .filter(t -> "compact".equals(t.config().get("cleanup.policy")))
                                .isPresent();
                List<String> seen = new ArrayList<>();
                reader.<RuntimeException>read(
                        partition,
                        end,
                        r -> seen.add("%s %d %s %s %s"
                                .formatted(
                                        keyed ? "-" : r.offset(),
                                        r.timestamp(),
                                        text(r.key()),
                                        text(r.value()),
                                        r.headers())));
                if (!keyed) {
                    seen.add("end " + end);
                }
                all.put(partition.toString(), seen);
            });
        }
        return all;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : java.util.HexFormat.of().formatHex(bytes);
    }

    private static Map<TopicPartition, OffsetAndMetadata> places(FoldedLedger ledger) {
        try (Admin admin = ledger.clients().admin()) {
            Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>(LogEnds.answer(
                    admin.listConsumerGroupOffsets(FoldedLedger.GROUP).partitionsToOffsetAndMetadata()));
            places.replaceAll((partition, place) -> new OffsetAndMetadata(place.offset(), place.metadata()));
            return places;
        }
    }

    private static String timestampType(FoldedLedger ledger) {
        ConfigResource inputs = new ConfigResource(ConfigResource.Type.TOPIC, TopicCatalog.LEDGER_INPUTS.name());
        try (Admin admin = ledger.clients().admin()) {
            return Objects.requireNonNull(LogEnds.answer(
                                    admin.describeConfigs(List.of(inputs)).all())
                            .get(inputs))
                    .get("message.timestamp.type")
                    .value();
        }
    }
}
