package io.fluxledger.bench.stream;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The streams service as it is shipped, in a JVM of its own with more heap than the local stack gives it; with a flight
 * recording when the run asks for a profile.
 */
public final class StreamsService implements AutoCloseable {
    private static final String MAIN = "io.fluxledger.streams.LedgerStreamsMain";
    private static final int HEAP_MB = 2_048;
    /** Each collection stops the stream for about as long, however much there is to collect. */
    private static final int YOUNG_MB = 512;

    private static final Duration START = Duration.ofMinutes(2);

    private final ChildProgram program;
    private final int port;
    private final @Nullable Path recording;

    private StreamsService(ChildProgram program, int port, @Nullable Path recording) {
        this.program = program;
        this.port = port;
        this.recording = recording;
    }

    /** Starts it on a broker; does not wait for it. */
    public static StreamsService start(BenchRun run, LedgerServers servers, LedgerServers.Broker broker)
            throws IOException {
        return start(run, servers, broker, Map.of());
    }

    /**
     * Starts it on a broker; does not wait for it.
     *
     * @param more keys of its configuration
     */
    public static StreamsService start(
            BenchRun run, LedgerServers servers, LedgerServers.Broker broker, Map<String, String> more)
            throws IOException {
        Path directory = Files.createDirectories(broker.home().resolve("streams"));
        int port = Ports.free();
        Map<String, String> settings = new TreeMap<>(Map.of(
                "kafka.bootstrap", broker.bootstrap(),
                "registry.url", servers.registryUrl().toString(),
                "http.port", Integer.toString(port),
                "state.dir", directory.resolve("state").toString(),
                "commit.interval", "PT" + run.options().commitIntervalMs() / 1_000.0 + "S"));
        settings.putAll(more);
        Path config = directory.resolve("streams.properties");
        Files.writeString(
                config,
                settings.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining("\n", "", "\n")),
                StandardCharsets.ISO_8859_1);
        // The heap is there from the start, as it is where the service is deployed.
        List<String> flags =
                new ArrayList<>(List.of("-Xms" + HEAP_MB + "m", "-XX:+AlwaysPreTouch", "-Xmn" + YOUNG_MB + "m"));
        Path recording = null;
        if (run.options().profile()) {
            recording = directory.resolve("streams.jfr");
            flags.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording);
        }
        ChildProgram program = ChildProgram.start(
                "the streams service", MAIN, HEAP_MB, flags, List.of("--config", config.toString()), directory);
        return new StreamsService(program, port, recording);
    }

    /** Waits until it says that it is ready. */
    public void awaitReady() {
        Readiness.await("streams", program.process(), port, program.log(), START, this::isReady);
    }

    /**
     * The value of a gauge as the service's metrics show it.
     *
     * @throws IllegalStateException when there is none of that name
     */
    public double gauge(String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("there is no gauge " + name));
        }
    }

    /** Base of its HTTP. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The process. */
    public ChildProgram program() {
        return program;
    }

    /** Stops it and reads what was recorded; the hottest frames, empty without a profile. */
    public List<String> stop() throws IOException {
        program.close();
        return recording == null ? List.of() : FlightProfile.hottest(recording, "StreamThread");
    }

    private boolean isReady() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
