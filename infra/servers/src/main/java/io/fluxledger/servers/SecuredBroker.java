package io.fluxledger.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker as a cluster in production has it: TLS, SCRAM and rights on the listener for clients, where nobody may do anything that
 * was not granted. Its other listener is for whoever administers it, and without any of that: on loopback only.
 */
public final class SecuredBroker implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final int HEAP_MB = 512;
    private static final int ITERATIONS = 4_096;
    private static final int KEYTOOL_TIMEOUT_S = 30;

    private final ServerProcess process;
    private final Path directory;
    private final int port;
    private final int clientPort;

    private SecuredBroker(ServerProcess process, Path directory, int port, int clientPort) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.clientPort = clientPort;
    }

    /**
     * Starts the broker in an empty directory, with a certificate of its own.
     *
     * @throws ServerFailedException when it does not become ready
     */
    public static SecuredBroker start(Path directory, Progress progress) {
        Path absolute = directory.toAbsolutePath();
        String clusterId = KafkaBroker.clusterId(absolute);
        int port = Ports.free();
        int clientPort = Ports.free();
        int controllerPort = Ports.free();
        String storePassword = UUID.randomUUID().toString();
        certificate(absolute, storePassword);
        progress.step("secured broker on port " + clientPort);
        BrokerSettings settings = new BrokerSettings(
                1,
                absolute.resolve("data"),
                port,
                Map.of(1, controllerPort),
                overrides(absolute, storePassword, port, clientPort, controllerPort));
        Path log = absolute.resolve("broker.log");
        ServerProcess process = KafkaBroker.launch(settings, absolute, clusterId, HEAP_MB, log);
        try {
            Readiness.await("kafka", process, port, log, START_TIMEOUT, () -> KafkaBroker.answers(port, clusterId));
        } catch (ServerFailedException e) {
            process.kill();
            throw e;
        }
        return new SecuredBroker(process, absolute, port, clientPort);
    }

    private static Map<String, String> overrides(
            Path directory, String storePassword, int port, int clientPort, int controllerPort) {
        Map<String, String> overrides = new HashMap<>();
        String open = "PLAINTEXT://127.0.0.1:%d,CLIENTS://127.0.0.1:%d".formatted(port, clientPort);
        overrides.put("listeners", open + ",CONTROLLER://127.0.0.1:" + controllerPort);
        overrides.put("advertised.listeners", open);
        overrides.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
        overrides.put("inter.broker.listener.name", "PLAINTEXT");
        overrides.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        overrides.put(
                "listener.name.clients.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        overrides.put("ssl.keystore.location", directory.resolve("broker.p12").toString());
        overrides.put("ssl.keystore.password", storePassword);
        overrides.put("ssl.keystore.type", "PKCS12");
        overrides.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        overrides.put("allow.everyone.if.no.acl.found", "false");
        overrides.put("super.users", "User:ANONYMOUS");
        return overrides;
    }

    /** Bootstrap servers of whoever administers the broker; may do everything. */
    public String administration() {
        return "127.0.0.1:" + port;
    }

    /** Bootstrap servers for clients, who must say who they are. */
    public String bootstrap() {
        return "127.0.0.1:" + clientPort;
    }

    /**
     * Makes a user with a new password.
     *
     * @return a client's properties file for {@code FLUXLEDGER_KAFKA_SECURITY_FILE}
     */
    public Path user(String name) {
        String password = UUID.randomUUID().toString();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", administration()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            return Files.writeString(directory.resolve(name + ".properties"), """
                security.protocol=SASL_SSL
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \
                username="%s" password="%s";
                ssl.truststore.type=PEM
                ssl.truststore.location=%s
                """.formatted(
                            name, password, directory.resolve("ca.crt")));
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new ServerFailedException("cannot make the user " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailedException("interrupted while making the user " + name, e);
        }
    }

    private static void certificate(Path directory, String storePassword) {
        String store = directory.resolve("broker.p12").toString();
        keytool(
                directory,
                List.of(
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "7",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store,
                        "-storepass",
                        storePassword));
        keytool(
                directory,
                List.of(
                        "-exportcert",
                        "-rfc",
                        "-alias",
                        "broker",
                        "-keystore",
                        store,
                        "-storepass",
                        storePassword,
                        "-file",
                        directory.resolve("ca.crt").toString()));
    }

    private static void keytool(Path directory, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(arguments);
        Path log = directory.resolve("keytool.log");
        try {
            Process keytool = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!keytool.waitFor(KEYTOOL_TIMEOUT_S, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new ServerFailedException("no certificate: %s".formatted(ServerProcess.tail(log, 10)));
            }
        } catch (IOException e) {
            throw new ServerFailedException("cannot run keytool", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailedException("interrupted while making a certificate", e);
        }
    }

    @Override
    public void close() {
        process.stop(ServerProcess.Signal.TERM, STOP_TIMEOUT);
    }
}
