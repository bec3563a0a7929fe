package io.fluxledger.export.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxledger.export.log.LogEnds;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.testkit.TestKafka;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record that is restored has its own time, or the restoring stops; and topics whose settings were left otherwise are noticed. */
class RestoredTimesTest {
    private static final long LONG_AGO_MS = 1_600_000_000_000L;

    private final KafkaClients clients = new KafkaClients(
            TestKafka.shared().bootstrap(),
            // Nothing is deserialized.
            new EventSerde(new SchemaRegistryClient(URI.create("http://127.0.0.1:1"))));

    private static void create(Admin admin, String topic, String timestampType) {
        LogEnds.answer(admin.createTopics(List.of(
                        new NewTopic(topic, 1, (short) 1).configs(Map.of("message.timestamp.type", timestampType))))
                .all());
    }

    private long restore(Admin admin, String topic, Path directory) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        DumpedRecord record = new DumpedRecord(0, LONG_AGO_MS, null, new byte[] {1}, new RecordHeaders());
        Path file = directory.resolve(topic + ".avro");
        try (DumpFile.Writer writer = new DumpFile.Writer(file)) {
            writer.write(record);
        }
        try (PartitionRestore restore = new PartitionRestore(clients, admin, partition, OffsetGaps.of(file, 1))) {
            restore.write(record);
            return restore.finish(1);
        }
    }

    @Test
    void aBrokersTimeStopsTheRestoring(@TempDir Path directory) throws Exception {
        try (Admin admin = clients.admin()) {
            create(admin, "own-times", "CreateTime");
            assertThat(restore(admin, "own-times", directory)).isOne();
            create(admin, "brokers-times", "LogAppendTime");
            assertThatThrownBy(() -> restore(admin, "brokers-times", directory))
                    .isInstanceOf(DumpException.class)
                    .hasMessageContaining("brokers-times-0 offset 0 got the time")
                    .hasMessageContaining("had " + LONG_AGO_MS);
            // Other tests look at all topics of this broker.
            List<String> own = List.of("own-times", "brokers-times");
            LogEnds.answer(admin.deleteTopics(own).all());
            await().until(() ->
                    LogEnds.answer(admin.listTopics().names()).stream().noneMatch(own::contains));
        }
    }

    @Test
    void aTopicThatLetsProducersSetTimesIsRefused() {
        ConfigResource inputs = new ConfigResource(ConfigResource.Type.TOPIC, TopicCatalog.LEDGER_INPUTS.name());
        try (Admin admin = clients.admin()) {
            TopicCatalog.createMissing(admin, (short) 1);
            for (String[] setting : new String[][] {
                {"message.timestamp.type", "CreateTime", "LogAppendTime"},
                {"cleanup.policy", "compact", "delete"},
                {"retention.ms", "1000000000", "-1"}
            }) {
                set(admin, inputs, setting[0], setting[1]);
                try {
                    assertThatThrownBy(() -> TopicCatalog.createMissing(admin, (short) 1))
                            .hasMessageContaining("topic %s must have %s=%s and has %s"
                                    .formatted(inputs.name(), setting[0], setting[2], setting[1]));
                } finally {
                    set(admin, inputs, setting[0], setting[2]);
                }
            }
            TopicCatalog.createMissing(admin, (short) 1);
        }
    }

    private static void set(Admin admin, ConfigResource topic, String name, String value) {
        AlterConfigOp op = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        LogEnds.answer(admin.incrementalAlterConfigs(Map.of(topic, Set.of(op))).all());
        await().until(() -> value.equals(
                LogEnds.answer(admin.describeConfigs(List.of(topic)).all()).values().stream()
                        .map(config -> config.get(name).value())
                        .findFirst()
                        .orElse("")));
    }
}
