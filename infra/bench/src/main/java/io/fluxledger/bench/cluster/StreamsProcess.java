package io.fluxledger.bench.cluster;

import io.fluxledger.servers.JavaProgram;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.Readiness;
import io.fluxledger.servers.ServerFailedException;
import io.fluxledger.servers.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One instance of the streams service, in a JVM of its own that may be killed and started again. */
public final class StreamsProcess implements AutoCloseable {
    private static final String MAIN = "io.fluxledger.streams.LedgerStreamsMain";
    private static final int HEAP_MB = 768;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String id;
    private final Path directory;
    private final Map<String, String> settings;
    private final List<String> flags;
    private int port;
    private @Nullable ServerProcess process;

    /**
     * @param directory state, configuration and log of this instance; kept over restarts
     * @param settings keys of the service's configuration; id, port and state directory are added
     * @param flags further flags of the JVM
     */
    StreamsProcess(String id, Path directory, Map<String, String> settings, List<String> flags) {
        this.id = id;
        this.directory = directory.toAbsolutePath();
        this.settings = new TreeMap<>(settings);
        this.flags = List.copyOf(flags);
    }

    public String id() {
        return id;
    }

    /** Port of its queries; another one after each start that finds it taken. */
    public synchronized int port() {
        return port;
    }

    /** The service's own output. */
    public Path log() {
        return directory.resolve("streams.log");
    }

    /** Starts the process and returns at once. */
    public synchronized void start() {
        if (process != null && process.alive()) {
            throw new IllegalStateException(id + " is running");
        }
        port = Ports.freeOr(port);
        List<String> command = JavaProgram.command(
                MAIN, HEAP_MB, flags, List.of("--config", writeSettings().toString()));
        process = ServerProcess.start(command, directory, Map.of(), log());
    }

    /**
     * Waits until the service says that it is ready: it has its partitions and their state.
     *
     * @throws ServerFailedException when it stops or takes too long; with the end of its log
     */
    public void awaitReady(Duration timeout) {
        Readiness.await(id, running(), port, log(), timeout, this::isReady);
    }

    public synchronized boolean alive() {
        return process != null && process.alive();
    }

    /** Kills it without asking, as a crash would; does nothing when it does not run. */
    public synchronized void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** Stops it cleanly; does nothing when it does not run. */
    public synchronized void stop() {
        if (process != null) {
            process.stop(ServerProcess.Signal.TERM, STOP_TIMEOUT);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private synchronized ServerProcess running() {
        if (process == null) {
            throw new IllegalStateException(id + " was not started");
        }
        return process;
    }

    private boolean isReady() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    private Path writeSettings() {
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.put("instance.id", id);
        properties.put("http.port", Integer.toString(port));
        properties.put("advertised.server", "127.0.0.1:" + port);
        properties.put("state.dir", directory.resolve("state").toString());
        Path file = directory.resolve("streams.properties");
        try {
            Files.createDirectories(directory);
            try (OutputStream out = Files.newOutputStream(file)) {
                properties.store(out, null);
            }
            return file;
        } catch (IOException e) {
            throw new ServerFailedException("cannot write " + file, e);
        }
    }
}
