package io.fluxledger.local.export;

import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.servers.Postgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Connections on which nothing can be changed. */
final class ReadOnlyDatabase {
    private static final String READER = "ledger_sql";
    private static final String SUFFIX = ".parquet";

    private ReadOnlyDatabase() {}

    /** The projection of a stack, by a login that may read and nothing else, whatever a statement tries. */
    static Connection projection(StackDirectory directory) throws SQLException {
        String url = Postgres.jdbcUrl(StackState.require(directory).port(Parts.POSTGRES));
        String password = password(directory);
        String readerPassword = derived(password);
        try (Connection owner = DriverManager.getConnection(url, login(Postgres.USER, password))) {
            ensureReader(owner, readerPassword);
        }
        Properties reader = login(READER, readerPassword);
        reader.put("options", "-c default_transaction_read_only=on -c search_path=projection,public");
        Connection connection = DriverManager.getConnection(url, reader);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        return connection;
    }

    private static Properties login(String user, String password) {
        Properties login = new Properties();
        login.put("user", user);
        login.put("password", password);
        login.put("connectTimeout", "5");
        return login;
    }

    private static void ensureReader(Connection owner, String password) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            try (var found = statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '%s'".formatted(READER))) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute(
                    "CREATE ROLE %s LOGIN PASSWORD '%s' IN ROLE pg_read_all_data".formatted(READER, password));
        }
    }

    /** The reader's password follows from the owner's, so that it need not be kept anywhere. */
    private static String derived(String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(READER.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String password(StackDirectory directory) {
        try {
            return Files.readString(Postgres.passwordFile(directory.state(Parts.POSTGRES)))
                    .strip();
        } catch (IOException e) {
            throw new StackException("cannot read the password of the database", e);
        }
    }

    /** Every Parquet file of a directory as a view of its name, in memory; no other file can be reached. */
    static Connection parquet(Path directory) throws SQLException, IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new StackException(directory + " has no Parquet files; ./ledger export parquet writes them");
        }
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                statement.execute("CREATE TABLE \"%s\" AS SELECT * FROM read_parquet('%s')"
                        .formatted(
                                name.substring(0, name.length() - SUFFIX.length())
                                        .replace("\"", ""),
                                file.toString().replace("'", "''")));
            }
            statement.execute("SET enable_external_access=false");
            statement.execute("SET lock_configuration=true");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }
}
