package io.fluxledger.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/** A Kafka broker in a JVM of its own, with a data directory that survives it. */
public final class KafkaBroker implements RunningServer {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final int HEAP_MB = 512;

    private final ServerProcess process;
    private final int port;
    private final String clusterId;

    private KafkaBroker(ServerProcess process, int port, String clusterId) {
        this.process = process;
        this.port = port;
        this.clusterId = clusterId;
    }

    /**
     * Starts the broker and waits until it answers with the cluster id of this data directory.
     *
     * @param directory holds data, the cluster id and nothing else
     * @param port a free port
     * @throws ServerFailedException when the port is taken or the broker does not become ready
     */
    public static KafkaBroker start(Path directory, int port, Path log, Progress progress) {
        Ports.requireFree("kafka", port);
        progress.step("broker on port " + port);
        String clusterId = clusterId(directory);
        BrokerSettings settings = BrokerSettings.alone(directory.resolve("data").toAbsolutePath(), port);
        ServerProcess process = launch(settings, directory, clusterId, HEAP_MB, log);
        try {
            Readiness.await("kafka", process, port, log, START_TIMEOUT, () -> answers(port, clusterId));
        } catch (ServerFailedException e) {
            process.kill();
            throw e;
        }
        return new KafkaBroker(process, port, clusterId);
    }

    /**
     * The broker of an earlier start, when it still runs and is ours.
     *
     * @throws ServerFailedException when something else answers on its port
     */
    public static boolean isOurs(Path directory, ServerProcess process, int port) {
        try {
            Readiness.requireOurs("kafka", process, port);
            return process.alive() && answers(port, clusterId(directory));
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public int port() {
        return port;
    }

    /** Bootstrap servers for clients. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    public String clusterId() {
        return clusterId;
    }

    @Override
    public void stop() {
        process.stop(ServerProcess.Signal.TERM, STOP_TIMEOUT);
    }

    /** Starts the process of a broker; it is not ready yet. */
    static ServerProcess launch(BrokerSettings settings, Path directory, String clusterId, int heapMb, Path log) {
        Path file = settings.writeTo(
                directory.toAbsolutePath().resolve("broker-%d.properties".formatted(settings.nodeId())));
        List<String> command = JavaProgram.command(
                KafkaBrokerMain.class.getName(),
                heapMb,
                List.of("-Dlogback.configurationFile=io/fluxledger/servers/logback-server.xml"),
                List.of(file.toString(), clusterId));
        return ServerProcess.start(command, directory, Map.of(), log);
    }

    static boolean answers(int port, String clusterId)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (Ports.isFree(port)) {
            return false;
        }
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 4000);
        try (Admin admin = Admin.create(settings)) {
            var cluster = admin.describeCluster();
            String answer = cluster.clusterId().get(5, TimeUnit.SECONDS);
            if (!clusterId.equals(answer)) {
                throw new ServerFailedException(
                        "port %d is answered by Kafka cluster %s, ours is %s".formatted(port, answer, clusterId));
            }
            return !cluster.nodes().get(5, TimeUnit.SECONDS).isEmpty();
        }
    }

    /** The id that belongs to the data in a directory, a new one when there is none yet. */
    static String clusterId(Path directory) {
        Path file = directory.resolve("cluster.id");
        try {
            if (Files.exists(file)) {
                return Files.readString(file, StandardCharsets.UTF_8).strip();
            }
            Files.createDirectories(directory);
            String id = Uuid.randomUuid().toString();
            Files.writeString(file, id);
            return id;
        } catch (IOException e) {
            throw new ServerFailedException("cannot read or write " + file, e);
        }
    }
}
