package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.project.RowCheck;
import io.fluxledger.testkit.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever is changed in PostgreSQL, in whatever table, is found and named. */
class RowCheckTest {
    private static final String CHANGES = """
            journal_lines       | hash           | set_byte(hash, 3, get_byte(hash, 3) # 1)
            journal_lines       | entries        | entries || '[{"type": "IntentOpened"}]'
            journal_lines       | traceparent    | 'changed'
            postings            | amount_nanos   | amount_nanos + 1
            postings            | balance_nanos  | balance_nanos - 1
            balances            | amount_nanos   | amount_nanos + 1
            type_balances       | amount_nanos   | amount_nanos + 1
            type_totals         | clock_ms       | clock_ms + 1
            intents             | provider       | '0x0000000000000000000000000000000000000001'
            intent_events       | kind           | 'Nothing'
            deposits            | credited_nanos | 1
            withdrawals         | recipient      | '0x0000000000000000000000000000000000000001'
            charges             | fee_nanos      | fee_nanos - 1
            provider_totals     | net_nanos      | net_nanos + 1
            provider_days       | calls          | calls + 1
            windows             | calls          | calls + 1
            payouts             | amount_micros  | amount_micros + 1
            batches             | total_micros   | total_micros + 1
            batch_shares        | share_ppm      | share_ppm - 1
            disputes            | upheld_nanos   | 1
            refunds             | amount_nanos   | amount_nanos + 1
            treasury_moves      | sent_micros    | sent_micros + 1
            chain_transactions  | block_number   | block_number + 1
            chain_confirmations | gas_used       | gas_used + 1
            merkle_batches      | root           | 'changed'
            merkle_heads        | to_sequence    | to_sequence + 1
            merkle_liabilities  | sum_nanos      | sum_nanos - 1
            """;
    private static final List<String> SHORTENED =
            List.of("journal_lines", "postings", "balances", "intents", "charges", "payouts", "merkle_heads");

    private static final ToldStory STORY = ToldStory.shared();

    @Test
    void everyChangedColumnAndEveryRowTooFewOrTooManyIsNamed() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        try (AuditMain service = ToldStory.start(postgres, Map.of("seal.interval", "PT0.1S", "seal.maxLines", "20"));
                Database database = Database.connect(ToldStory.configuration(postgres))) {
            assertThat(service.port()).isPositive();
            STORY.awaitEnd(database);
            await().atMost(ToldStory.PATIENCE)
                    .until(
                            () -> text(database, "SELECT count(*) FROM merkle_liabilities"),
                            count -> !count.equals("0"));
            RowCheck check = new RowCheck(database.source(), STORY.kafka);
            assertThat(check.run()).isEmpty();

            List<String> named = new ArrayList<>();
            CHANGES.lines().map(line -> line.split("\\|", 3)).forEach(change -> {
                String table = change[0].strip();
                String column = change[1].strip();
                execute(
                        database,
                        "UPDATE " + table + " SET " + column + " = " + change[2].strip() + " WHERE " + first(table));
                named.add("PostgreSQL has " + column + " .* in " + table + " row .*, the topic leads to .*");
            });
            for (String table : SHORTENED) {
                execute(database, "DELETE FROM " + table + " WHERE " + first(table));
                named.add("PostgreSQL has no row .* in " + table);
            }
            execute(database, "INSERT INTO providers (provider) VALUES ('nobody')");
            named.add("PostgreSQL has a row nobody in providers that no record leads to");

            List<String> differences = new RowCheck(database.source(), STORY.kafka).run();
            for (String pattern : named) {
                assertThat(differences)
                        .as(pattern)
                        .anySatisfy(each -> assertThat(each).matches(pattern));
            }
            assertThat(differences).hasSize(named.size());
        }
    }

    /** The row that lies first: one that has been changed lies behind all others. */
    private static String first(String table) {
        return "(tableoid, ctid) = (SELECT tableoid, ctid FROM " + table + " ORDER BY tableoid, ctid LIMIT 1)";
    }

    private static String text(Database database, String sql) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    private static void execute(Database database, String sql) {
        assertThat(database.jdbi().<Integer, RuntimeException>withHandle(handle -> handle.execute(sql)))
                .as(sql)
                .isEqualTo(1);
    }
}
