package io.fluxledger.bench.audit;

import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.config.DatabaseConfiguration;
import io.fluxledger.bench.postgres.TunedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** A database of its own with the projection's tables, empty at first; dropped in the end, for the next ones need its room. */
final class Generation implements AutoCloseable {
    private final TunedPostgres server;
    private final String name;
    private final DatabaseConfiguration configuration;
    private final Database database;

    private Generation(TunedPostgres server, String name) {
        this.server = server;
        this.name = name;
        this.configuration = server.configuration(name);
        this.database = Database.migrated(configuration);
    }

    static Generation create(TunedPostgres server, String name) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new Generation(server, name);
    }

    DatabaseConfiguration configuration() {
        return configuration;
    }

    Database database() {
        return database;
    }

    /** Tables that have rows of their own: not those that have partitions. */
    private List<String> tables() throws SQLException {
        return texts("SELECT relname FROM pg_class WHERE relnamespace = 'projection'::regnamespace AND relkind = 'r'"
                + " AND relname NOT IN ('flyway_schema_history', 'applied_offsets') ORDER BY relname");
    }

    long rows() throws SQLException {
        long rows = 0;
        for (String table : tables()) {
            rows += Long.parseLong(
                    texts("SELECT CAST(count(*) AS text) FROM " + table).getFirst());
        }
        return rows;
    }

    /** Writes the rows of every table into a file each. */
    void copyTo(Path directory) throws SQLException, IOException {
        Files.createDirectories(directory);
        try (Connection connection = database.source().getConnection()) {
            for (String table : tables()) {
                String columns = columns(table);
                try (OutputStream out = Files.newOutputStream(directory.resolve(table))) {
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut("COPY " + table + " (" + columns + ") TO STDOUT", out);
                }
            }
        }
    }

    /** Copies files into the tables of the same names, one after the other on one connection. */
    void copyFrom(Path directory) throws SQLException, IOException {
        try (Connection connection = database.source().getConnection()) {
            for (String table : tables()) {
                try (InputStream in = Files.newInputStream(directory.resolve(table))) {
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn("COPY " + table + " (" + columns(table) + ") FROM STDIN", in);
                }
            }
        }
    }

    /** Makes the partitions that another generation has. */
    void partitionsOf(Generation other) throws SQLException {
        for (String definition : other.texts("""
                SELECT format('CREATE TABLE %s PARTITION OF %s %s', c.relname, p.relname, pg_get_expr(c.relpartbound, c.oid))
                FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
                WHERE c.relnamespace = 'projection'::regnamespace AND c.relkind = 'r' AND c.relispartition""")) {
            try (Connection connection = database.source().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(definition);
            }
        }
    }

    private String columns(String table) throws SQLException {
        return String.join(
                ", ",
                texts("SELECT column_name FROM information_schema.columns WHERE table_schema = 'projection'"
                        + " AND table_name = '" + table + "' AND is_generated = 'NEVER' ORDER BY ordinal_position"));
    }

    List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                texts.add(found.getString(1));
            }
        }
        return texts;
    }

    /** Bytes of its tables and indexes. */
    long bytes() throws SQLException {
        return Long.parseLong(texts("SELECT CAST(pg_database_size(current_database()) AS text)")
                .getFirst());
    }

    @Override
    public void close() throws SQLException {
        database.close();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
        }
    }
}
