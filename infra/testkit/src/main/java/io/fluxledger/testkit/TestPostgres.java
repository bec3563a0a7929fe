package io.fluxledger.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database on the PostgreSQL server under test: one server per test JVM, started when first asked for, stopped with
 * the JVM.
 *
 * @param jdbcUrl the database
 */
public record TestPostgres(String jdbcUrl, String user, String password) {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** The server's default database. */
    public static TestPostgres shared() {
        return SharedServers.postgres();
    }

    /** A new empty database on the same server. */
    public static TestPostgres fresh() {
        TestPostgres server = shared();
        String name = "test" + DATABASES.incrementAndGet();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create a database", e);
        }
        int slash = server.jdbcUrl.lastIndexOf('/');
        return new TestPostgres(server.jdbcUrl.substring(0, slash + 1) + name, server.user, server.password);
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, password);
    }
}
