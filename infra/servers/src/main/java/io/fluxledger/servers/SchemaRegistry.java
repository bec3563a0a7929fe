package io.fluxledger.servers;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Apicurio Registry as a process of its own; schemas are kept in a file database in its directory. */
public final class SchemaRegistry implements RunningServer {
    /** System property that names the unpacked registry when it does not lie beside this module's classes. */
    public static final String HOME_PROPERTY = "fluxledger.registry.home";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final ServerProcess process;
    private final int port;

    private SchemaRegistry(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the registry and waits until its Confluent API answers.
     *
     * @throws ServerFailedException when the port is taken or the registry does not become ready
     */
    public static SchemaRegistry start(Path directory, int port, Path log, Progress progress) {
        Ports.requireFree("registry", port);
        progress.step("schema registry on port " + port);
        Path home = home();
        Path database = directory.resolve("schemas").toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(JavaProgram.executable()));
        command.addAll(JavaProgram.inheritedFlags());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xmx320m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dapicurio.storage.kind=sql",
                "-Dapicurio.storage.sql.kind=h2",
                "-Dapicurio.datasource.url=jdbc:h2:file:" + database,
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + Ports.free(),
                "-jar",
                home.resolve("quarkus-run.jar").toString()));
        ServerProcess process = ServerProcess.start(command, directory, Map.of(), log);
        try {
            Readiness.await("registry", process, port, log, START_TIMEOUT, () -> answers(port));
        } catch (ServerFailedException e) {
            process.kill();
            throw e;
        }
        return new SchemaRegistry(process, port);
    }

    /** Base of the Confluent API of a registry on that port. */
    public static URI confluentApi(int port) {
        return URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
    }

    /**
     * Whether the registry of an earlier start still answers.
     *
     * @throws ServerFailedException when something else answers on its port
     */
    public static boolean isOurs(ServerProcess process, int port) {
        try {
            Readiness.requireOurs("registry", process, port);
            return process.alive() && answers(port);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public int port() {
        return port;
    }

    /** Base of its Confluent API. */
    public URI confluentApi() {
        return confluentApi(port);
    }

    @Override
    public void stop() {
        process.stop(ServerProcess.Signal.TERM, STOP_TIMEOUT);
    }

    private static boolean answers(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(confluentApi(port) + "/subjects"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    /** The build unpacks the registry into target/registry of this module, beside target/classes or the jar. */
    private static Path home() {
        String configured = System.getProperty(HOME_PROPERTY);
        Path home = configured != null ? Path.of(configured) : besideThisCode().resolve("registry");
        if (!Files.exists(home.resolve("quarkus-run.jar"))) {
            throw new ServerFailedException(
                    "there is no schema registry in %s; build infra/servers, or set -D%s=DIRECTORY"
                            .formatted(home, HOME_PROPERTY));
        }
        return home;
    }

    private static Path besideThisCode() {
        try {
            Path code = Path.of(SchemaRegistry.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path parent = code.getParent();
            if (parent == null) {
                throw new ServerFailedException("cannot tell where this program lies");
            }
            return parent;
        } catch (URISyntaxException e) {
            throw new ServerFailedException("cannot tell where this program lies", e);
        }
    }
}
