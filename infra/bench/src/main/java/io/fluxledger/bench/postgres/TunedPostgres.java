package io.fluxledger.bench.postgres;

import io.fluxledger.audit.config.DatabaseConfiguration;
import io.fluxledger.bench.BenchRun;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/**
 * A PostgreSQL server set up as one would for such a load: memory enough that nothing is read from disk, checkpoints far
 * apart. What makes it durable (fsync, synchronous_commit, full_page_writes) stays on.
 */
public final class TunedPostgres implements AutoCloseable {
    private static final List<String> SETTINGS = List.of(
            "shared_buffers = '1GB'",
            "wal_buffers = '64MB'",
            "max_wal_size = '8GB'",
            "min_wal_size = '2GB'",
            "checkpoint_timeout = '15min'",
            "checkpoint_completion_target = '0.9'",
            "effective_cache_size = '4GB'",
            "random_page_cost = '1.1'",
            "jit = 'off'",
            "autovacuum_naptime = '1min'");

    private final Postgres server;

    private TunedPostgres(Postgres server) {
        this.server = server;
    }

    /** Starts it, with its data in the run's directory. */
    public static TunedPostgres start(BenchRun run) throws SQLException {
        Path directory = run.directory().resolve("postgres");
        Path log = run.directory().resolve("postgres.log");
        Postgres first = Postgres.start(directory, Ports.free(), log, run::progress);
        try (Connection connection = connect(first);
                Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                statement.execute("ALTER SYSTEM SET " + setting);
            }
        } finally {
            first.stop();
        }
        return new TunedPostgres(Postgres.start(directory, Ports.free(), log, line -> {}));
    }

    /** A new session; statements are prepared on the server at their first use. */
    public Connection connect() throws SQLException {
        return connect(server);
    }

    /** A database of this server, for a service. */
    public DatabaseConfiguration configuration(String name) {
        String url = server.jdbcUrl();
        return new DatabaseConfiguration(
                url.substring(0, url.lastIndexOf('/') + 1) + name, Postgres.USER, server.password());
    }

    /** Version and what it was set to, for people. */
    public String describe() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT current_setting('server_version'), current_setting('fsync'),"
                                + " current_setting('synchronous_commit'), current_setting('shared_buffers')")) {
            rows.next();
            return "PostgreSQL %s, fsync %s, synchronous_commit %s, shared_buffers %s"
                    .formatted(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4));
        }
    }

    private static Connection connect(Postgres server) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", Postgres.USER);
        login.setProperty("password", server.password());
        login.setProperty("prepareThreshold", "1");
        login.setProperty("binaryTransfer", "true");
        return DriverManager.getConnection(server.jdbcUrl(), login);
    }

    @Override
    public void close() {
        server.stop();
    }
}
