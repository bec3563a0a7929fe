package io.fluxledger.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * Kafka brokers, each a process of its own and each a voter of the controller quorum, on fixed loopback ports. With
 * three or more, everything is replicated three times and needs two copies to be acknowledged, so that any one of them
 * may die. Nodes are numbered from 1.
 */
public final class KafkaCluster implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);
    private static final long POLL_MS = 100;
    private static final int HEAP_MB = 384;

    private final Path directory;
    private final String clusterId;
    private final Progress progress;
    private final Map<Integer, BrokerSettings> settings = new LinkedHashMap<>();
    private final Map<Integer, ServerProcess> processes = new TreeMap<>();

    private KafkaCluster(Path directory, String clusterId, Progress progress) {
        this.directory = directory;
        this.clusterId = clusterId;
        this.progress = progress;
    }

    /**
     * Starts the brokers, at once, and waits until each of them answers. The same directory resumes the same cluster.
     *
     * @param directory holds the data and logs of all nodes
     * @param size number of brokers; never changes for a directory
     * @param overrides broker settings beside those that a ledger needs
     * @throws ServerFailedException when a broker does not become ready
     */
    public static KafkaCluster start(Path directory, int size, Map<String, String> overrides, Progress progress) {
        Path absolute = directory.toAbsolutePath();
        KafkaCluster cluster = new KafkaCluster(absolute, KafkaBroker.clusterId(absolute), progress);
        Map<Integer, Integer> controllers = new TreeMap<>();
        IntStream.rangeClosed(1, size).forEach(node -> controllers.put(node, Ports.free()));
        for (int node : controllers.keySet()) {
            cluster.settings.put(
                    node,
                    new BrokerSettings(node, absolute.resolve("data-" + node), Ports.free(), controllers, overrides));
        }
        try {
            cluster.settings.keySet().forEach(cluster::launch);
            cluster.settings.keySet().forEach(cluster::awaitReady);
        } catch (ServerFailedException e) {
            cluster.killAll();
            throw e;
        }
        return cluster;
    }

    public int size() {
        return settings.size();
    }

    /** Bootstrap servers: all nodes, running or not. */
    public String bootstrap() {
        return settings.values().stream().map(s -> "127.0.0.1:" + s.port()).collect(Collectors.joining(","));
    }

    /** The latest process of a node. */
    public synchronized ServerProcess process(int node) {
        ServerProcess process = processes.get(node);
        if (process == null) {
            throw new IllegalArgumentException("there is no node " + node);
        }
        return process;
    }

    /** Log file of a node's output. */
    public Path log(int node) {
        return directory.resolve("broker-%d.log".formatted(node));
    }

    /** Kills a node without asking, as a crash would. */
    public void kill(int node) {
        process(node).kill();
    }

    /** Stops a node cleanly: it hands its partitions over first. */
    public void stop(int node) {
        process(node).stop(ServerProcess.Signal.TERM, STOP_TIMEOUT);
    }

    /**
     * Starts a node that does not run, on its old port and data, and waits until it answers.
     *
     * @throws ServerFailedException when it does not become ready
     */
    public void start(int node) {
        launch(node);
        awaitReady(node);
    }

    /**
     * Waits until every partition of every topic has all its replicas in sync.
     *
     * @throws ServerFailedException when that takes longer; names what is missing
     */
    public void awaitInSync(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            String missing = "no answer yet";
            while (System.nanoTime() < deadline) {
                missing = outOfSync(admin);
                if (missing.isEmpty()) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
            throw new ServerFailedException("after %s not in sync: %s".formatted(timeout, missing));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailedException("interrupted while waiting for replicas", e);
        }
    }

    /** Stops all nodes at once: one after another, the last would wait for a quorum that is gone. */
    @Override
    public void close() {
        List<Thread> stops = settings.keySet().stream()
                .map(node -> Thread.ofPlatform().name("stop-broker-" + node).start(() -> stop(node)))
                .toList();
        try {
            for (Thread stop : stops) {
                stop.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            killAll();
        }
    }

    /** Kills all nodes without asking. */
    public synchronized void killAll() {
        processes.values().forEach(ServerProcess::kill);
    }

    private synchronized void launch(int node) {
        BrokerSettings mine = settings(node);
        ServerProcess before = processes.get(node);
        if (before != null && before.alive()) {
            throw new IllegalStateException("node %d is running".formatted(node));
        }
        Ports.requireFree("kafka node " + node, mine.port());
        progress.step("broker %d on port %d".formatted(node, mine.port()));
        processes.put(node, KafkaBroker.launch(mine, directory, clusterId, HEAP_MB, log(node)));
    }

    private void awaitReady(int node) {
        int port = settings(node).port();
        Readiness.await(
                "kafka node " + node,
                process(node),
                port,
                log(node),
                START_TIMEOUT,
                () -> KafkaBroker.answers(port, clusterId));
    }

    private BrokerSettings settings(int node) {
        BrokerSettings mine = settings.get(node);
        if (mine == null) {
            throw new IllegalArgumentException("there is no node " + node);
        }
        return mine;
    }

    private static String outOfSync(Admin admin) throws InterruptedException {
        try {
            var names = admin.listTopics(new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true))
                    .names()
                    .get(10, TimeUnit.SECONDS);
            return admin.describeTopics(names).allTopicNames().get(10, TimeUnit.SECONDS).values().stream()
                    .flatMap(KafkaCluster::outOfSync)
                    .limit(5)
                    .collect(Collectors.joining(", "));
        } catch (ExecutionException | TimeoutException e) {
            return e.toString();
        }
    }

    private static java.util.stream.Stream<String> outOfSync(TopicDescription topic) {
        return topic.partitions().stream()
                .filter(p -> p.isr().size() < p.replicas().size())
                .map(p -> "%s-%d has %d of %d"
                        .formatted(
                                topic.name(),
                                p.partition(),
                                p.isr().size(),
                                p.replicas().size()));
    }
}
