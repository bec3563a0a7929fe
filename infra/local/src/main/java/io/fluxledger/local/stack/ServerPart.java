package io.fluxledger.local.stack;

import io.fluxledger.servers.Anvil;
import io.fluxledger.servers.KafkaBroker;
import io.fluxledger.servers.Postgres;
import io.fluxledger.servers.Progress;
import io.fluxledger.servers.RunningServer;
import io.fluxledger.servers.SchemaRegistry;
import io.fluxledger.servers.ServerProcess;
import java.util.function.Predicate;

/** A server that is not ours to write: broker, registry, database, EVM node. */
record ServerPart(String name, Starter starter, Predicate<PartState> check, ServerProcess.Signal stopSignal)
        implements Part {
    /** Starts a server on a port. */
    @FunctionalInterface
    interface Starter {
        RunningServer start(int port, Progress progress);
    }

    static ServerPart kafka(StackDirectory directory) {
        String name = Parts.KAFKA;
        return new ServerPart(
                name,
                (port, progress) -> KafkaBroker.start(directory.state(name), port, directory.log(name), progress),
                s -> KafkaBroker.isOurs(directory.state(name), s.process(), s.port()),
                ServerProcess.Signal.TERM);
    }

    static ServerPart registry(StackDirectory directory) {
        String name = Parts.REGISTRY;
        return new ServerPart(
                name,
                (port, progress) -> SchemaRegistry.start(directory.state(name), port, directory.log(name), progress),
                s -> SchemaRegistry.isOurs(s.process(), s.port()),
                ServerProcess.Signal.TERM);
    }

    static ServerPart postgres(StackDirectory directory) {
        String name = Parts.POSTGRES;
        return new ServerPart(
                name,
                (port, progress) -> Postgres.start(directory.state(name), port, directory.log(name), progress),
                s -> Postgres.isOurs(directory.state(name), s.process(), s.port()),
                ServerProcess.Signal.INT);
    }

    static ServerPart chain(StackDirectory directory, LocalChain chain) {
        String name = chain.part();
        return new ServerPart(
                name,
                (port, progress) ->
                        Anvil.start(directory.state(name), chain.chainId(), port, directory.log(name), progress),
                s -> Anvil.isOurs(chain.chainId(), s.process(), s.port()),
                ServerProcess.Signal.INT);
    }

    @Override
    public String fingerprint() {
        return "";
    }

    @Override
    public ServerProcess start(int port, Progress progress) {
        return starter.start(port, progress).process();
    }

    @Override
    public boolean answers(PartState state) {
        return check.test(state);
    }
}
