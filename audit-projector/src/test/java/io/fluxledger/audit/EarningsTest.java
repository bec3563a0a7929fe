package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.audit.config.Database;
import io.fluxledger.testkit.TestPostgres;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A provider's days are the sums of its charges, whether they were added up as these came or made from those that were there. */
class EarningsTest {
    private static final String MIGRATION = "/db/migration/V45__earnings_by_day.sql";
    private static final String COLUMNS =
            "provider || ' ' || day || ' ' || calls || ' ' || gross_nanos || ' ' || fee_nanos || ' ' || net_nanos"
                    + " || ' ' || input_tokens || ' ' || output_tokens";
    private static final String FROM_CHARGES = "SELECT " + COLUMNS + " FROM (SELECT provider,"
            + " (to_timestamp(clock_ms / 1000.0) AT TIME ZONE 'UTC')::date AS day, count(*) AS calls,"
            + " sum(gross_nanos) AS gross_nanos, sum(fee_nanos) AS fee_nanos, sum(net_nanos) AS net_nanos,"
            + " sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens"
            + " FROM charges GROUP BY 1, 2) c ORDER BY 1";

    private static List<String> texts(Database database, String sql) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    private static List<String> earnings(Database database) {
        return texts(database, "SELECT " + COLUMNS + " FROM earnings ORDER BY 1");
    }

    @Test
    void aDayIsTheSumOfItsCharges() throws Exception {
        ToldStory story = ToldStory.shared();
        try (Database database = Database.migrated(ToldStory.configuration(TestPostgres.fresh()));
                InputStream file = EarningsTest.class.getResourceAsStream(MIGRATION)) {
            story.projection(database).apply(story.records);
            List<String> expected = texts(database, FROM_CHARGES);
            assertThat(expected).hasSizeGreaterThan(1);
            assertThat(earnings(database)).isEqualTo(expected);

            String migration = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            String fills =
                    migration.substring(migration.indexOf("INSERT INTO"), migration.indexOf("CREATE OR REPLACE"));
            database.jdbi().useHandle(handle -> {
                handle.execute("DELETE FROM provider_days");
                handle.execute(fills.replace(";", ""));
            });
            assertThat(earnings(database)).isEqualTo(expected);
        }
    }
}
