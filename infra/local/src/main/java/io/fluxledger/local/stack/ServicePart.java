package io.fluxledger.local.stack;

import io.fluxledger.servers.JavaProgram;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.Progress;
import io.fluxledger.servers.Readiness;
import io.fluxledger.servers.ServerFailedException;
import io.fluxledger.servers.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One of our services in a JVM of its own.
 *
 * @param heapMb maximum heap, in MiB
 * @param settings what its properties file says
 */
record ServicePart(
        String name, String mainClass, int heapMb, StackDirectory directory, SortedMap<String, String> settings)
        implements Part {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    ServicePart {
        settings = new TreeMap<>(settings);
    }

    @Override
    public String fingerprint() {
        return settings.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Override
    public ServerProcess start(int port, Progress progress) {
        progress.step("starting on port " + port);
        if (!Ports.isFree(port)) {
            throw new ServerFailedException(
                    "port %d, wanted for %s, is taken by another program; it is not ours and is not used"
                            .formatted(port, name));
        }
        Path config = writeConfig();
        Path state = directory.state(name);
        Path log = directory.log(name);
        ServerProcess process = ServerProcess.start(
                JavaProgram.command(mainClass, heapMb, flags(), List.of("--config", config.toString())),
                state,
                Map.of(),
                log);
        try {
            Readiness.await(name, process, port, log, START_TIMEOUT, () -> ready(port));
        } catch (ServerFailedException e) {
            process.kill();
            throw e;
        }
        return process;
    }

    /** The streams' restart is what everybody waits for. */
    private List<String> flags() {
        return name.equals(Parts.STREAMS) ? AotFlags.of(name, System.getProperty("java.class.path")) : List.of();
    }

    @Override
    public boolean answers(PartState state) {
        Readiness.requireOurs(name, state.process(), state.port());
        try {
            return state.process().alive() && ready(state.port());
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean ready(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    private Path writeConfig() {
        Path file = directory.config(name);
        String text = "# Written by ./ledger up; changes are overwritten.\n" + fingerprint();
        try {
            Files.createDirectories(directory.state(name));
            return Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new StackException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
