package io.fluxledger.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTest {
    @TempDir
    Path directory;

    @Test
    void keepsCommittedRowsAcrossAKill() throws Exception {
        try (Postgres postgres = start();
                Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (n int)");
            statement.execute("INSERT INTO kept VALUES (7)");
            assertThat(Postgres.isOurs(directory.resolve("pg"), postgres.process(), postgres.port()))
                    .isTrue();
            postgres.process().kill();
        }
        try (Postgres postgres = start();
                Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            assertThat(single(statement, "SELECT n FROM kept")).isEqualTo("7");
            assertThat(single(statement, "SHOW fsync")).isEqualTo("on");
            assertThat(single(statement, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(single(statement, "SHOW server_version")).startsWith("18.");
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(Postgres.passwordFile(directory.resolve("pg")))))
                .isEqualTo("rw-------");
    }

    private Postgres start() {
        return Postgres.start(directory.resolve("pg"), Ports.free(), directory.resolve("pg.log"), Progress.SILENT);
    }

    private static Connection connect(Postgres postgres) throws Exception {
        return DriverManager.getConnection(postgres.jdbcUrl(), Postgres.USER, postgres.password());
    }

    private static String single(Statement statement, String query) throws Exception {
        try (ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
