package io.fluxledger.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A development EVM node. Unless it is started in memory, its state is written to a file every second and when it stops. */
public final class Anvil implements RunningServer {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final ServerProcess process;
    private final int port;
    private final long chainId;

    private Anvil(ServerProcess process, int port, long chainId) {
        this.process = process;
        this.port = port;
        this.chainId = chainId;
    }

    /**
     * Starts a node that mines a block a second and waits until it answers with the chain id.
     *
     * @throws ServerFailedException when the port is taken or the node does not become ready
     */
    public static Anvil start(Path directory, long chainId, int port, Path log, Progress progress) {
        List<String> durable = List.of(
                "--state", directory.resolve("state.json").toAbsolutePath().toString(), "--state-interval", "1");
        return start(directory, durable, chainId, port, log, progress);
    }

    /**
     * As {@link #start}, but nothing is written. For benchmarks: a node that writes its whole chain in JSON every second answers nobody
     * meanwhile, for seconds when the chain is long.
     */
    public static Anvil startInMemory(Path directory, long chainId, int port, Path log, Progress progress) {
        return start(directory, List.of(), chainId, port, log, progress);
    }

    private static Anvil start(
            Path directory, List<String> durable, long chainId, int port, Path log, Progress progress) {
        String name = name(chainId);
        Ports.requireFree(name, port);
        Path program = program(NpmPackages.ensure(CacheDirectory.locate(), progress));
        progress.step("EVM node of chain %d on port %d".formatted(chainId, port));
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--chain-id",
                Long.toString(chainId),
                "--block-time",
                "1",
                "--slots-in-an-epoch",
                "1",
                "--hardfork",
                "cancun",
                "--quiet"));
        command.addAll(durable);
        ServerProcess process = ServerProcess.start(command, directory, Map.of(), log);
        try {
            Readiness.await(name, process, port, log, START_TIMEOUT, () -> answers(chainId, port));
        } catch (ServerFailedException e) {
            process.kill();
            throw e;
        }
        return new Anvil(process, port, chainId);
    }

    /**
     * Whether the node of an earlier start still answers with its chain id.
     *
     * @throws ServerFailedException when something else answers on its port
     */
    public static boolean isOurs(long chainId, ServerProcess process, int port) {
        try {
            Readiness.requireOurs(name(chainId), process, port);
            return process.alive() && answers(chainId, port);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** JSON-RPC address of a node on that port. */
    public static URI rpcUrl(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public String name() {
        return name(chainId);
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public int port() {
        return port;
    }

    public long chainId() {
        return chainId;
    }

    public URI rpcUrl() {
        return rpcUrl(port);
    }

    @Override
    public void stop() {
        process.stop(ServerProcess.Signal.INT, STOP_TIMEOUT);
    }

    private static String name(long chainId) {
        return "chain-" + chainId;
    }

    private static boolean answers(long chainId, int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(rpcUrl(port))
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}"))
                .build();
        JsonNode answer = JSON.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        long answered = Long.decode(answer.path("result").asText("0"));
        if (answered != chainId) {
            throw new ServerFailedException(
                    "port %d is answered by chain %d, ours is chain %d".formatted(port, answered, chainId));
        }
        return true;
    }

    private static Path program(Path nodeModules) {
        Path program = nodeModules.resolve("@foundry-rs/anvil-linux-amd64/bin/anvil");
        if (!Files.isExecutable(program)) {
            throw new ServerFailedException("there is no EVM node for this system: " + program + " cannot be run");
        }
        return program;
    }
}
