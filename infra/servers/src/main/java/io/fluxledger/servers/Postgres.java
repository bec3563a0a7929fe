package io.fluxledger.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A PostgreSQL server as a process of its own, with a data directory that survives it and fsync on. */
public final class Postgres implements RunningServer {
    public static final String USER = "postgres";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final int PASSWORD_BYTES = 18;

    private final ServerProcess process;
    private final int port;
    private final Path directory;

    private Postgres(ServerProcess process, int port, Path directory) {
        this.process = process;
        this.port = port;
        this.directory = directory;
    }

    /**
     * Starts the server, creating the database cluster with a random password when the directory is new, and waits
     * until it answers from that directory.
     *
     * @throws ServerFailedException when the port is taken or the server does not become ready
     */
    public static Postgres start(Path directory, int port, Path log, Progress progress) {
        Ports.requireFree("postgres", port);
        Path programs = PostgresPrograms.ensure(CacheDirectory.locate(), progress);
        Path data = directory.resolve("data").toAbsolutePath();
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            progress.step("new database cluster");
            initialize(programs, directory, data, log);
        }
        progress.step("PostgreSQL on port " + port);
        List<String> command = unprivileged(List.of(
                programs.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=on",
                "-c",
                "synchronous_commit=on",
                "-c",
                "max_connections=100"));
        ServerProcess process = ServerProcess.start(command, directory, Map.of(), log);
        try {
            Readiness.await("postgres", process, port, log, START_TIMEOUT, () -> answers(directory, port));
        } catch (ServerFailedException e) {
            process.kill();
            throw e;
        }
        return new Postgres(process, port, directory);
    }

    /**
     * Whether the server of an earlier start still answers from its directory.
     *
     * @throws ServerFailedException when something else answers on its port
     */
    public static boolean isOurs(Path directory, ServerProcess process, int port) {
        Readiness.requireOurs("postgres", process, port);
        try {
            return process.alive() && answers(directory, port);
        } catch (SQLException | IOException e) {
            return false;
        }
    }

    /** File with the password of {@link #USER}, readable by its owner only. */
    public static Path passwordFile(Path directory) {
        return directory.resolve("password");
    }

    /** JDBC URL of the default database. */
    public static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public int port() {
        return port;
    }

    public String jdbcUrl() {
        return jdbcUrl(port);
    }

    public String password() {
        return password(directory);
    }

    /** INT is PostgreSQL's fast shutdown: sessions are ended, everything is written. */
    @Override
    public void stop() {
        process.stop(ServerProcess.Signal.INT, STOP_TIMEOUT);
    }

    private static boolean answers(Path directory, int port) throws SQLException, IOException {
        Properties login = new Properties();
        login.setProperty("user", USER);
        login.setProperty("password", password(directory));
        login.setProperty("connectTimeout", "2");
        login.setProperty("socketTimeout", "5");
        try (Connection connection = DriverManager.getConnection(jdbcUrl(port), login);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW data_directory")) {
            if (!rows.next()) {
                return false;
            }
            Path answered = Path.of(rows.getString(1));
            if (!Files.isSameFile(answered, directory.resolve("data"))) {
                throw new ServerFailedException("port %d is answered by a PostgreSQL with data in %s, ours is in %s"
                        .formatted(port, answered, directory.resolve("data")));
            }
            return true;
        }
    }

    private static String password(Path directory) {
        try {
            return Files.readString(passwordFile(directory)).strip();
        } catch (IOException e) {
            throw new ServerFailedException("cannot read " + passwordFile(directory), e);
        }
    }

    private static void initialize(Path programs, Path directory, Path data, Path log) {
        try {
            CacheDirectory.delete(data);
            Files.createDirectories(data);
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
            Path passwordFile = passwordFile(directory);
            Files.deleteIfExists(passwordFile);
            Files.createFile(
                    passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            Files.writeString(
                    passwordFile, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            List<String> command = unprivileged(List.of(
                    programs.resolve("bin/initdb").toString(),
                    "-D",
                    data.toString(),
                    "-U",
                    USER,
                    "--pwfile=" + passwordFile.toAbsolutePath(),
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C"));
            int status = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start()
                    .waitFor();
            if (status != 0) {
                CacheDirectory.delete(data);
                throw new ServerFailedException(
                        "initdb failed; the end of %s:%n%s".formatted(log, ServerProcess.tail(log, 15)));
            }
        } catch (IOException e) {
            throw new ServerFailedException("cannot create the database cluster in " + data, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailedException("interrupted while creating the database cluster", e);
        }
    }

    /** PostgreSQL refuses to run as root; in a user name space of its own it does not see that it is. */
    private static List<String> unprivileged(List<String> command) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return command;
        }
        List<String> wrapped = new ArrayList<>(List.of("unshare", "-U"));
        wrapped.addAll(command);
        return wrapped;
    }
}
