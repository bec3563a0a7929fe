package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.audit.config.Database;
import io.fluxledger.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an auditor with SQL sees: everything, explained, and nothing to change. */
class AuditorRoleTest {
    private static final String PASSWORD = "given by an operator";

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                texts.add(found.getString(1));
            }
        }
        return texts;
    }

    @Test
    void anAuditorReadsEverythingAndChangesNothing() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        try (Database database = Database.migrated(ToldStory.configuration(postgres))) {
            ToldStory.shared().projection(database).apply(ToldStory.shared().records);
            database.jdbi()
                    .useHandle(handle -> handle.execute("ALTER ROLE fluxledger_auditor PASSWORD '" + PASSWORD + "'"));
            try (Connection auditor = DriverManager.getConnection(postgres.jdbcUrl(), "fluxledger_auditor", PASSWORD)) {
                for (String relation : texts(
                        auditor,
                        "SELECT relname FROM pg_class WHERE relnamespace = 'projection'::regnamespace"
                                + " AND relkind IN ('r', 'p', 'v') AND NOT relispartition")) {
                    assertThat(texts(auditor, "SELECT count(*) FROM " + relation))
                            .as(relation)
                            .hasSize(1);
                }
                assertThat(texts(auditor, "SELECT sum(amount_nanos) FROM trial_balance"))
                        .containsExactly("0");
                for (String change : List.of(
                        "DELETE FROM journal_lines",
                        "SET default_transaction_read_only = off; UPDATE balances SET amount_nanos = 0",
                        "SET default_transaction_read_only = off; CREATE TABLE projection.own (a int)")) {
                    assertThatThrownBy(() -> texts(auditor, change)).as(change).isInstanceOf(SQLException.class);
                }
            }
        }
    }

    @Test
    void everyViewAndEachOfItsColumnsIsExplained() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        try (Database database = Database.migrated(ToldStory.configuration(postgres));
                Connection connection = database.source().getConnection()) {
            assertThat(texts(connection, """
                            SELECT c.relname || '.' || a.attname FROM pg_class c
                            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                            WHERE c.relnamespace = 'projection'::regnamespace AND c.relkind = 'v'
                              AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid) IS NULL)""")).isEmpty();
            assertThat(texts(
                            connection,
                            "SELECT viewname FROM pg_views WHERE schemaname = 'projection' ORDER BY viewname"))
                    .containsExactly(
                            "account_balances",
                            "captures",
                            "coverage",
                            "discrepancies",
                            "earnings",
                            "encrypted_reserves",
                            "escrow_steps",
                            "private_payouts",
                            "rejections",
                            "statements",
                            "trial_balance",
                            "unexplained_encrypted_transfers");
        }
    }
}
