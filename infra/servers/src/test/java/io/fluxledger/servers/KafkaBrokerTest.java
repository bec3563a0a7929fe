package io.fluxledger.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
    @TempDir
    Path directory;

    @Test
    void keepsTopicsAcrossACleanStopAndAKill() throws Exception {
        String clusterId;
        try (KafkaBroker broker = start("first", Ports.free())) {
            clusterId = broker.clusterId();
            try (Admin admin = admin(broker)) {
                admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1)))
                        .all()
                        .get(30, TimeUnit.SECONDS);
            }
            assertThat(broker.process().alive()).isTrue();
            assertThat(KafkaBroker.isOurs(directory.resolve("kafka"), broker.process(), broker.port()))
                    .isTrue();
            broker.stop();
            assertThat(broker.process().alive()).isFalse();
            assertThat(KafkaBroker.isOurs(directory.resolve("kafka"), broker.process(), broker.port()))
                    .isFalse();
        }
        try (KafkaBroker broker = start("second", Ports.free())) {
            assertThat(broker.clusterId()).isEqualTo(clusterId);
            broker.process().kill();
            assertThat(broker.process().alive()).isFalse();
        }
        try (KafkaBroker broker = start("third", Ports.free());
                Admin admin = admin(broker)) {
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).containsExactly("kept");
        }
    }

    @Test
    void refusesAPortOfAnotherProgram() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, java.net.InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> start("refused", other.getLocalPort()))
                    .isInstanceOf(ServerFailedException.class)
                    .hasMessageContaining("port " + other.getLocalPort())
                    .hasMessageContaining("not ours");
        }
    }

    private KafkaBroker start(String log, int port) {
        return KafkaBroker.start(directory.resolve("kafka"), port, directory.resolve(log + ".log"), Progress.SILENT);
    }

    private static Admin admin(KafkaBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    }
}
