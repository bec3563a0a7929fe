package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.config.DatabaseConfiguration;
import io.fluxledger.audit.project.Projection;
import io.fluxledger.audit.read.BalanceReader;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Settings;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestPostgres;
import io.fluxledger.testkit.TestRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The story on the topics of the broker under test, told once per JVM. */
public final class ToldStory {
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static @Nullable ToldStory told;

    public final KafkaClients kafka;
    final FoldedLog log;
    final Map<TopicPartition, Long> ends;
    public final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

    private ToldStory() {
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        kafka = new KafkaClients(TestKafka.shared().bootstrap(), new EventSerde(registry));
        try (Admin admin = kafka.admin()) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        try (Producer<String, SpecificRecord> producer = kafka.producer("story")) {
            log = new FoldedLog(producer, kafka.serde());
            new Story(log).tell();
        }
        ends = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        try (Consumer<String, byte[]> consumer = kafka.rawConsumer("story", true, Map.of())) {
            consumer.assign(Projection.partitions());
            ends.putAll(consumer.endOffsets(Projection.partitions()));
            long all = ends.values().stream().mapToLong(Long::longValue).sum();
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() == all;
            });
        }
    }

    /** By which all services of the tests seal. */
    static final String SECRETS = "of the tests, 32 characters long";

    public static synchronized ToldStory shared() {
        ToldStory story = told;
        if (story == null) {
            story = new ToldStory();
            told = story;
        }
        return story;
    }

    public static DatabaseConfiguration configuration(TestPostgres postgres) {
        return new DatabaseConfiguration(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    static AuditMain start(TestPostgres postgres) {
        return start(postgres, Map.of());
    }

    public static AuditMain start(TestPostgres postgres, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap", TestKafka.shared().bootstrap(),
                "registry.url", TestRegistry.shared().url().toString(),
                "http.port", "0",
                "db.url", postgres.jdbcUrl(),
                "db.user", postgres.user(),
                "db.password", postgres.password(),
                "api.keys.file", TestKeys.file().toString(),
                "liabilities.secrets", SECRETS,
                // All services of the tests share the batches: whoever seals first, there are several.
                "seal.maxLines", "20"));
        settings.putAll(more);
        return AuditMain.start(Settings.of(settings));
    }

    public void awaitEnd(Database database) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> BalanceReader.read(database.jdbi())
                        .appliedOffsets()
                        .forEach((partition, applied) -> assertThat(applied + 1)
                                .as(partition.toString())
                                .isGreaterThanOrEqualTo(ends.get(partition))));
    }

    /** A projection of a schema that has nothing yet. */
    public Projection projection(Database database) throws Exception {
        Projection projection = new Projection(database.source(), kafka.serde());
        assertThat(projection.appliedOffsets(Projection.partitions()).values()).containsOnly(-1L);
        return projection;
    }

    /** Definitions of a generation's indexes and whether they are valid; of those on partitions without the names, which depend on the order. */
    public static List<String> indexes(Database database) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT CASE WHEN c.relispartition"
                                + " THEN regexp_replace(pg_get_indexdef(c.oid), 'INDEX \\S+ ON', 'INDEX ON')"
                                + " ELSE pg_get_indexdef(c.oid) END || CASE WHEN i.indisvalid THEN ' valid' ELSE ' invalid' END"
                                + " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                                + " WHERE c.relnamespace = current_schema()::regnamespace ORDER BY 1")
                        .mapTo(String.class)
                        .list());
    }

    /** Every row of every table, as text, but for what batches there are: the services of other tests seal some. */
    public static Map<String, List<String>> contents(Database database) {
        return database.jdbi().withHandle(handle -> {
            Map<String, List<String>> contents = new TreeMap<>();
            for (String table : handle.createQuery("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
                            + " AND tablename <> 'flyway_schema_history' AND tablename NOT LIKE 'merkle%'")
                    .mapTo(String.class)
                    .list()) {
                contents.put(
                        table,
                        handle.createQuery("SELECT CAST(t AS text) FROM " + table + " t"
                                        + " WHERE CAST(t AS text) NOT LIKE '%audit.batches%' ORDER BY 1")
                                .mapTo(String.class)
                                .list());
            }
            return contents;
        });
    }
}
