package io.fluxledger.bench.stream;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.KafkaBroker;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.SchemaRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** A schema registry with every schema, and brokers with the ledger's topics, each new and empty. */
public final class LedgerServers implements AutoCloseable {
    private final BenchRun run;
    private final Path directory;
    private final SchemaRegistry registry;
    private final EventSerde serde;
    private int brokers;

    private LedgerServers(BenchRun run, Path directory, SchemaRegistry registry) {
        this.run = run;
        this.directory = directory;
        this.registry = registry;
        SchemaRegistryClient client = new SchemaRegistryClient(registry.confluentApi());
        SchemaRegistration.registerAll(client);
        this.serde = new EventSerde(client);
    }

    /**
     * Starts the registry.
     *
     * @param name directory of the servers in the run's directory
     */
    public static LedgerServers start(BenchRun run, String name) {
        Path directory = run.directory().resolve(name);
        return new LedgerServers(
                run,
                directory,
                SchemaRegistry.start(
                        directory.resolve("registry"), Ports.free(), directory.resolve("registry.log"), run::progress));
    }

    /** Encodes with the ids of this registry. */
    public EventSerde serde() {
        return serde;
    }

    public URI registryUrl() {
        return registry.confluentApi();
    }

    /** A broker with the ledger's topics and nothing on them. */
    public Broker newBroker() {
        Path home = directory.resolve("broker-" + ++brokers);
        KafkaBroker broker =
                KafkaBroker.start(home.resolve("kafka"), Ports.free(), home.resolve("kafka.log"), line -> {});
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        run.progress("new broker");
        return new Broker(broker, home);
    }

    @Override
    public void close() {
        registry.stop();
    }

    /** A broker whose data is deleted when it is closed. */
    public record Broker(KafkaBroker kafka, Path home) implements AutoCloseable {
        public String bootstrap() {
            return kafka.bootstrap();
        }

        @Override
        public void close() throws IOException {
            kafka.stop();
            CacheDirectory.delete(home);
        }
    }
}
