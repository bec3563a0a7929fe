package io.fluxledger.bench.cluster;

import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.KafkaCluster;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.Progress;
import io.fluxledger.servers.SchemaRegistry;
import io.fluxledger.servers.ServerFailedException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** Brokers, registry, topics and schemas of a ledger, without its services; everything is a process of its own. */
public final class LedgerCluster implements AutoCloseable {
    /** Application id, and so consumer group, of the streams. */
    public static final String STREAMS_GROUP = "fluxledger-streams";

    private final Path directory;
    private final KafkaCluster brokers;
    private final SchemaRegistry registry;
    private final KafkaClients clients;

    private LedgerCluster(Path directory, KafkaCluster brokers, SchemaRegistry registry, KafkaClients clients) {
        this.directory = directory;
        this.brokers = brokers;
        this.registry = registry;
        this.clients = clients;
    }

    /**
     * Starts everything, creates the topics and registers the schemas.
     *
     * @param brokers 1, or 3 and more: then everything is replicated three times
     * @throws ServerFailedException when a server does not become ready
     */
    public static LedgerCluster start(Path directory, int brokers, Progress progress) {
        ExecutorService beside = Executors.newSingleThreadExecutor();
        Future<SchemaRegistry> starting = beside.submit(() -> SchemaRegistry.start(
                directory.resolve("registry"), Ports.free(), directory.resolve("registry.log"), progress));
        KafkaCluster kafka = null;
        try {
            kafka = KafkaCluster.start(directory.resolve("kafka"), brokers, Map.of(), progress);
            SchemaRegistry registry = started(starting);
            SchemaRegistryClient schemas = new SchemaRegistryClient(registry.confluentApi());
            SchemaRegistration.registerAll(schemas);
            KafkaClients clients = new KafkaClients(kafka.bootstrap(), new EventSerde(schemas));
            try (Admin admin = clients.admin()) {
                TopicCatalog.createMissing(admin, replication(brokers));
            }
            return new LedgerCluster(directory, kafka, registry, clients);
        } catch (RuntimeException e) {
            stopAfter(e, kafka, starting);
            throw e;
        } finally {
            beside.shutdown();
        }
    }

    private static SchemaRegistry started(Future<SchemaRegistry> starting) {
        try {
            return starting.get();
        } catch (ExecutionException e) {
            throw new ServerFailedException("the registry did not start: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailedException("interrupted while the registry was starting", e);
        }
    }

    private static void stopAfter(
            RuntimeException failure, @Nullable KafkaCluster kafka, Future<SchemaRegistry> starting) {
        if (kafka != null) {
            kafka.killAll();
        }
        try {
            started(starting).stop();
        } catch (ServerFailedException e) {
            failure.addSuppressed(e);
        }
    }

    public KafkaCluster brokers() {
        return brokers;
    }

    public KafkaClients clients() {
        return clients;
    }

    /** Directory for whatever runs on this cluster. */
    public Path directory() {
        return directory;
    }

    /**
     * An instance of the streams service that does not run yet.
     *
     * @param id static member id
     * @param tuning what differs from the service's defaults
     */
    public StreamsProcess streams(String id, Tuning tuning) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "kafka.bootstrap",
                brokers.bootstrap(),
                "registry.url",
                registry.confluentApi().toString(),
                "application.id",
                STREAMS_GROUP,
                "replication",
                Short.toString(replication(brokers.size()))));
        all.putAll(tuning.settings());
        return new StreamsProcess(id, directory.resolve(id), all, tuning.flags());
    }

    private static short replication(int brokers) {
        return (short) (brokers >= 3 ? 3 : 1);
    }

    @Override
    public void close() {
        registry.stop();
        brokers.close();
    }
}
