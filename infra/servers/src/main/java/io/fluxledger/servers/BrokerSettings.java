package io.fluxledger.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The broker's own configuration file: alone, or as one of several that replicate everything between them.
 *
 * @param nodeId id of the node, unique in its cluster
 * @param data data directory
 * @param controllerPorts port of every node's controller, by node id; several of them are a quorum
 * @param overrides settings that replace those of this class
 */
record BrokerSettings(
        int nodeId, Path data, int port, Map<Integer, Integer> controllerPorts, Map<String, String> overrides) {
    private static final int REPLICATION = 3;
    /** Spread over the nodes, so that one node's death moves a part of the coordinators only. */
    private static final int COORDINATOR_PARTITIONS = 6;

    BrokerSettings {
        controllerPorts = Map.copyOf(controllerPorts);
        overrides = Map.copyOf(overrides);
    }

    /** A broker that is its own controller and keeps the only copy. */
    static BrokerSettings alone(Path data, int port) {
        return new BrokerSettings(1, data, port, Map.of(1, Ports.free()), Map.of());
    }

    /**
     * Writes the file.
     *
     * @throws ServerFailedException when it cannot be written
     */
    Path writeTo(Path file) {
        try {
            Files.createDirectories(data);
            try (OutputStream out = Files.newOutputStream(file)) {
                properties().store(out, null);
            }
            return file;
        } catch (IOException e) {
            throw new ServerFailedException("cannot write " + file, e);
        }
    }

    Properties properties() {
        Properties settings = new Properties();
        Integer controllerPort = controllerPorts.get(nodeId);
        if (controllerPort == null) {
            throw new IllegalArgumentException("node %d is not in %s".formatted(nodeId, controllerPorts));
        }
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(nodeId));
        settings.put(
                "controller.quorum.voters",
                controllerPorts.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(e -> e.getKey() + "@127.0.0.1:" + e.getValue())
                        .collect(Collectors.joining(",")));
        settings.put("listeners", "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("log.dirs", data.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("num.partitions", "1");
        settings.put("log.segment.bytes", Integer.toString(64 << 20));
        // Nothing in a ledger may disappear because it is old.
        settings.put("log.retention.ms", "-1");
        settings.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
        settings.put("controlled.shutdown.enable", "true");
        replication(settings);
        takeover(settings);
        transactions(settings);
        settings.putAll(overrides);
        return settings;
    }

    private void replication(Properties settings) {
        boolean replicated = controllerPorts.size() >= REPLICATION;
        String replicas = Integer.toString(replicated ? REPLICATION : 1);
        String inSync = replicated ? "2" : "1";
        String coordinators = Integer.toString(replicated ? COORDINATOR_PARTITIONS : 1);
        settings.put("default.replication.factor", replicas);
        settings.put("min.insync.replicas", inSync);
        settings.put("offsets.topic.replication.factor", replicas);
        settings.put("offsets.topic.num.partitions", coordinators);
        settings.put("transaction.state.log.replication.factor", replicas);
        settings.put("transaction.state.log.num.partitions", coordinators);
        settings.put("transaction.state.log.min.isr", inSync);
        settings.put("share.coordinator.state.topic.replication.factor", replicas);
        settings.put("share.coordinator.state.topic.min.isr", inSync);
        settings.put("unclean.leader.election.enable", "false");
        if (replicated) {
            settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(32 << 20));
            settings.put("num.network.threads", "2");
            settings.put("num.io.threads", "4");
        }
    }

    /**
     * Behind a commit a producer writes on at once, and the broker may find the old transaction still closing. It then asks
     * itself again after 20 to 100 ms by default, and every answer of the stream waits for that.
     */
    private static void transactions(Properties settings) {
        settings.put("add.partitions.to.txn.retry.backoff.ms", "1");
        // The offsets of a transaction are one write; there is nothing to gather for it.
        settings.put("group.coordinator.append.linger.ms", "0");
    }

    /** What decides how soon another process may go on where a dead one stopped. */
    private static void takeover(Properties settings) {
        // A dead broker is given up after that long: clients wait for it, and so does its own restart.
        settings.put("broker.session.timeout.ms", "4000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", "1000");
        settings.put("group.streams.min.session.timeout.ms", "1000");
        settings.put("group.streams.min.heartbeat.interval.ms", "300");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
    }
}
