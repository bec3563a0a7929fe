package io.fluxledger.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Settings;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.KafkaCluster;
import io.fluxledger.servers.Progress;
import io.fluxledger.testkit.TestRegistry;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableStartTest {
    @TempDir
    private Path directory;

    /** Three brokers could keep three replicas: on topics with one nothing is folded, since what is acknowledged may be lost. */
    @Test
    void nothingIsFoldedWhereAcknowledgedRecordsMayBeLost() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(directory, 3, Map.of(), Progress.SILENT);
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()))) {
            TopicCatalog.createMissing(admin, (short) 1);
            Settings settings = Settings.of(Map.of(
                    "kafka.bootstrap", cluster.bootstrap(),
                    "registry.url", TestRegistry.shared().url().toString(),
                    "http.port", "0",
                    "state.dir", directory.resolve("state").toString()));
            assertThatThrownBy(() -> LedgerStreamsMain.start(settings))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(TopicCatalog.LEDGER_INPUTS.name());
            assertThat(admin.listGroups().all().get()).isEmpty();
        }
    }
}
