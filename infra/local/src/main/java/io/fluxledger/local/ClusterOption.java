package io.fluxledger.local;

import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.servers.SchemaRegistry;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which log a command reads or writes: the stack's, or one that is named. */
public final class ClusterOption {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Brokers of another cluster than the stack's; then --registry too.")
    private @Nullable String bootstrap;

    @Option(names = "--registry", paramLabel = "URL", description = "Confluent API of its schema registry.")
    private @Nullable URI registry;

    public StackDirectory directory() {
        return data.directory();
    }

    /** Whether the log is that of the stack in the data directory. */
    public boolean isStack() {
        if ((bootstrap == null) != (registry == null)) {
            throw new StackException("--bootstrap and --registry go together");
        }
        return bootstrap == null;
    }

    /** A client of the schema registry. */
    public SchemaRegistryClient schemas() {
        URI named = registry;
        return new SchemaRegistryClient(
                isStack() || named == null
                        ? SchemaRegistry.confluentApi(
                                StackState.require(directory()).port(Parts.REGISTRY))
                        : named);
    }

    /** Clients of the brokers. */
    public KafkaClients clients(SchemaRegistryClient schemas) {
        String named = bootstrap;
        return new KafkaClients(
                isStack() || named == null ? StackState.require(directory()).bootstrap() : named,
                new EventSerde(schemas));
    }

    /** Clients of the brokers and of the registry. */
    public KafkaClients clients() {
        return clients(schemas());
    }
}
