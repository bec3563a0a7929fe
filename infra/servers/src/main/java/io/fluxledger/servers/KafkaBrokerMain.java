package io.fluxledger.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka broker and controller (KRaft) in this JVM; formats an empty data directory first. Alone it is not safe
 * against power loss: one replica, flushed by the operating system.
 */
final class KafkaBrokerMain {
    private KafkaBrokerMain() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            throw new IllegalArgumentException("arguments: settings file, cluster id");
        }
        Properties settings = read(Path.of(args[0]));
        Path data = Path.of(settings.getProperty("log.dirs"));
        Files.createDirectories(data);
        if (!Files.exists(data.resolve("meta.properties"))) {
            format(data, args[1], Integer.parseInt(settings.getProperty("node.id")));
        }
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-stop"));
        server.startup();
        server.awaitShutdown();
    }

    private static Properties read(Path file) throws IOException {
        Properties settings = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            settings.load(in);
        }
        return settings;
    }

    private static void format(Path data, String clusterId, int nodeId) throws Exception {
        new Formatter()
                .setNodeId(nodeId)
                .setClusterId(clusterId)
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
    }
}
