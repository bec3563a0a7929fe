package io.fluxledger.export.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Parquet with zstd, by way of a DuckDB database in a temporary file, so that a table need not fit into memory. */
final class ParquetFile implements TableSink {
    private final Path file;
    private final Path database;
    private final String table;
    private final Connection connection;
    private final DuckDBAppender appender;

    ParquetFile(Path directory, Table table) throws IOException {
        this.file = directory.resolve(table.name() + ".parquet");
        this.table = table.name();
        this.database = directory.resolve("." + table.name() + ".duckdb");
        String columns = table.columns().stream()
                .map(c -> "\"%s\" %s".formatted(c.name(), c.kind()))
                .collect(Collectors.joining(", "));
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:" + database);
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE %s (%s)".formatted(table.name(), columns));
            }
            appender = connection.unwrap(DuckDBConnection.class).createAppender(table.name());
        } catch (SQLException e) {
            throw new IOException("cannot open " + database, e);
        }
    }

    @Override
    public void row(List<? extends @Nullable Object> row) throws IOException {
        try {
            appender.beginRow();
            for (Object value : row) {
                switch (value) {
                    case null -> appender.appendNull();
                    case Long number -> appender.append(number.longValue());
                    case Integer number -> appender.append(number.intValue());
                    default -> appender.append(value.toString());
                }
            }
            appender.endRow();
        } catch (SQLException e) {
            throw new IOException("cannot add a row to " + table, e);
        }
    }

    @Override
    public void close() throws IOException {
        try (connection) {
            appender.close();
            try (Statement statement = connection.createStatement()) {
                statement.execute("COPY %s TO '%s' (FORMAT parquet, COMPRESSION zstd)"
                        .formatted(table, file.toString().replace("'", "''")));
            }
        } catch (SQLException e) {
            throw new IOException("cannot write " + file, e);
        }
        Files.deleteIfExists(database);
        Files.deleteIfExists(database.resolveSibling(database.getFileName() + ".wal"));
    }
}
