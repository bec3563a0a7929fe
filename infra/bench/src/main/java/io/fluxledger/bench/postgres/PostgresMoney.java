package io.fluxledger.bench.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether a PostgreSQL ledger's money is right: every balance is what the journal says, and nothing came from nowhere. */
public final class PostgresMoney {
    private static final String WRONG = """
        SELECT
          (SELECT coalesce(sum(available_nanos + locked_nanos + clearing_nanos + treasury_nanos), 0) FROM journal),
          (SELECT count(*) FROM accounts a FULL JOIN (
             SELECT account_id, sum(available_nanos) AS available, sum(locked_nanos) AS locked
             FROM journal GROUP BY account_id) j ON j.account_id = a.id
           WHERE a.available_nanos IS DISTINCT FROM j.available OR a.locked_nanos IS DISTINCT FROM j.locked),
          (SELECT count(*) FROM accounts a LEFT JOIN (
             SELECT account_id, sum(max_nanos) AS open FROM intents WHERE is_open GROUP BY account_id) i
             ON i.account_id = a.id
           WHERE a.locked_nanos <> coalesce(i.open, 0)),
          (SELECT count(*) FROM intents i JOIN (
             SELECT account_id, intent_id, sum(amount_nanos) FILTER (WHERE kind = 2) AS used
             FROM journal WHERE kind > 0 GROUP BY account_id, intent_id) j USING (account_id, intent_id)
           WHERE i.used_nanos <> coalesce(j.used, 0))
        """;

    private PostgresMoney() {}

    /**
     * @throws IllegalStateException when a sum is wrong, saying which
     */
    public static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(WRONG)) {
            rows.next();
            if (rows.getBigDecimal(1).signum() != 0 || rows.getLong(2) + rows.getLong(3) + rows.getLong(4) != 0) {
                throw new IllegalStateException(
                        "the PostgreSQL ledger is wrong: postings sum to %s, %d accounts differ from the journal, %d from their open intents, %d intents from their receipts"
                                .formatted(rows.getBigDecimal(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
            }
        }
    }
}
