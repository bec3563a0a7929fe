package io.fluxledger.audit.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.config.DatabaseConfiguration;
import io.fluxledger.audit.read.AuditQueries.PageRequest;
import io.fluxledger.audit.read.AuditQueries.Section;
import io.fluxledger.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Three lines among many: they are read by their index, and not by going through all that lie between them. */
class JournalByInputTest {
    private static final int LINES = 20_000;
    private static final int QUESTIONS = 12;

    @Test
    void whatIsRareIsFoundWithoutReadingTheRest() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        try (Database database = Database.migrated(
                new DatabaseConfiguration(postgres.jdbcUrl(), postgres.user(), postgres.password()))) {
            database.jdbi().useHandle(handle -> {
                handle.execute("CREATE TABLE journal_lines_all PARTITION OF journal_lines DEFAULT");
                handle.execute("""
                        INSERT INTO journal_lines (topic, partition, record_offset, input_id, line_index, input_type, account,
                            outcome, clock_ms, rules_version, account_sequence, partition_sequence, account_previous_hash,
                            partition_previous_hash, hash, input_partition, input_offset, entries, balances)
                        SELECT 'ledger.journal.v1', 0, i, gen_random_uuid(), 0,
                               CASE WHEN i %% 7000 = 0 THEN 'ParametersSet' ELSE 'IntentLocked' END, '0xa', 'ACCEPTED', i, 1, i, i,
                               '', '', '', 0, i, '[]', '[]'
                        FROM generate_series(1, %d) i""".formatted(LINES));
                handle.execute("ANALYZE journal_lines");
                // A statement that the driver has seen a few times may be planned for any value: here it always is.
                handle.execute(
                        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET plan_cache_mode = force_generic_plan',"
                                + " current_database()); END $$");
            });
        }
        try (Database database =
                Database.connect(new DatabaseConfiguration(postgres.jdbcUrl(), postgres.user(), postgres.password()))) {
            AuditQueries queries = new AuditQueries(database.jdbi());
            for (int i = 0; i < QUESTIONS; i++) {
                assertThat(offsets(queries, new Filters().answering("ParametersSet")))
                        .containsExactly("14000", "7000");
            }
            assertThat(offsets(queries, new Filters().answering("IntentLocked").is("account", "0xa")))
                    .hasSize(50)
                    .startsWith("20000");
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(read(postgres)).isEqualTo(QUESTIONS));
    }

    private static List<String> offsets(AuditQueries queries, Filters by) {
        Map<String, Object> page = queries.list(Section.JOURNAL, by, new PageRequest(null, 50));
        return ((List<?>) page.getOrDefault("items", List.of()))
                .stream()
                        .map(item -> String.valueOf(((Map<?, ?>) item).get("offset")))
                        .toList();
    }

    /** How often the index was read: connections tell it when they end. */
    private static long read(TestPostgres postgres) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("""
                        SELECT sum(s.idx_scan) FROM pg_inherits i
                        JOIN pg_stat_user_indexes s ON s.indexrelid = i.inhrelid
                        WHERE i.inhparent = 'projection.journal_lines_by_input_type'::regclass""")) {
            found.next();
            return found.getLong(1);
        }
    }
}
