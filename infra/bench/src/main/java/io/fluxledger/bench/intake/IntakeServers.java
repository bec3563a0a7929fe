package io.fluxledger.bench.intake;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.stream.ChildProgram;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.bench.stream.StreamsService;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.Readiness;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Broker, registry, streams and intake, each in a process of its own as they are shipped; chains are not needed. */
final class IntakeServers implements AutoCloseable {
    static final long CHAIN_ID = 43_114;
    /** Name of the provider in the paths of calls. */
    static final String PROVIDER = "bench";

    private static final int HEAP_MB = 512;
    private static final Duration START = Duration.ofMinutes(2);

    private final LedgerServers servers;
    private final LedgerServers.Broker broker;
    private final StreamsService streams;
    private final ChildProgram intake;
    private final int port;
    private final ChainsFile chains;
    private final PrivateKey provider;
    private final int providerPort = Ports.free();
    private final Path chainsPath;

    private IntakeServers(BenchRun run) throws IOException {
        SecureRandom random = new SecureRandom();
        provider = PrivateKey.generate(random);
        servers = LedgerServers.start(run, "intake");
        broker = servers.newBroker();
        streams = StreamsService.start(run, servers, broker);
        chains = chains(random);
        chainsPath = Files.createDirectories(broker.home().resolve("intake")).resolve("chains.json");
        chains.write(chainsPath);
        port = Ports.free();
        intake = start();
    }

    /** Starts everything and waits for it. */
    static IntakeServers start(BenchRun run) throws IOException {
        IntakeServers started = new IntakeServers(run);
        try {
            started.streams.awaitReady();
            awaitReady("intake", started.intake, started.port);
            return started;
        } catch (RuntimeException e) {
            // Nobody else knows of these processes.
            started.close();
            throw e;
        }
    }

    /** Waits for a service of ours. */
    static void awaitReady(String name, ChildProgram program, int port) {
        Readiness.await(name, program.process(), port, program.log(), START, () -> isReady(port));
    }

    private static boolean isReady(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        }
    }

    private ChildProgram start() throws IOException {
        Path directory = broker.home().resolve("intake");
        Path providers = directory.resolve("providers.json");
        Files.writeString(providers, """
                [{"name":"%s","address":"%s","url":"http://127.0.0.1:%d","payoutChainId":%d,"maxBudget":"0.05"}]
                """.formatted(PROVIDER, provider.address(), providerPort, CHAIN_ID));
        Map<String, String> settings = new TreeMap<>(Map.of(
                "kafka.bootstrap", broker.bootstrap(),
                "registry.url", servers.registryUrl().toString(),
                "http.port", Integer.toString(port),
                "chains.file", chainsPath.toString(),
                "providers.file", providers.toString(),
                "streams.url", streams.url().toString(),
                "quota.requests", "1000000000"));
        Path config = directory.resolve("intake.properties");
        Files.writeString(
                config,
                settings.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining("\n", "", "\n")),
                StandardCharsets.ISO_8859_1);
        return ChildProgram.start(
                "intake",
                "io.fluxledger.intake.IntakeMain",
                HEAP_MB,
                List.of(),
                List.of("--config", config.toString()),
                directory);
    }

    private static ChainsFile chains(SecureRandom random) {
        String contract = PrivateKey.generate(random).address().toString();
        return new ChainsFile(
                CHAIN_ID,
                new ChainsFile.Domain("Fluxledger", "1", CHAIN_ID, contract),
                List.of(new ChainsFile.Chain(
                        CHAIN_ID,
                        "avalanche",
                        URI.create("http://127.0.0.1:9"),
                        contract,
                        "USD Coin",
                        "2",
                        contract,
                        contract,
                        contract,
                        contract,
                        contract,
                        1)));
    }

    /** Gives every payer credits and waits until they are there. */
    void fund(Payers payers) throws Exception {
        payers.deposit(broker.bootstrap(), servers.serde(), chains.chains().getFirst());
    }

    int port() {
        return port;
    }

    ChainsFile chainsFile() {
        return chains;
    }

    EthAddress provider() {
        return provider.address();
    }

    /** Starts the provider that the calls are for; without it they fail. */
    ChildProgram startProvider() throws IOException {
        Path directory = Files.createDirectories(broker.home().resolve("provider"));
        Path key = Files.writeString(directory.resolve("provider.key"), provider.exposeHex());
        return ChildProgram.start(
                "the provider",
                ProviderMain.class.getName(),
                HEAP_MB,
                List.of(),
                List.of(Integer.toString(providerPort), key.toString(), chainsPath.toString()),
                directory);
    }

    int providerPort() {
        return providerPort;
    }

    /** What the streams service spent its time with, where a profile was asked for. */
    List<String> stopStreams() throws IOException {
        return streams.stop();
    }

    @Override
    public void close() throws IOException {
        intake.close();
        streams.close();
        broker.close();
        servers.close();
    }
}
