package io.fluxledger.audit.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** Finds what an id belongs to. Every look is one of an index. */
final class Search {
    private static final int MOST = 20;
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");
    private static final Pattern WORD = Pattern.compile("0x[0-9a-f]{64}");
    private static final Pattern INPUT =
            Pattern.compile("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    private static final Pattern PLACE = Pattern.compile("([a-z]+\\.journal\\.v[0-9]+):([0-9]{1,9}):([0-9]{1,18})");

    private static final List<String> OF_ADDRESS = List.of("""
            SELECT * FROM (SELECT 'ACCOUNT' AS kind, account AS id, clock_ms AS at_ms FROM journal_lines
            WHERE account = :id ORDER BY clock_ms LIMIT 1) AS seen""", """
            SELECT 'PROVIDER' AS kind, provider AS id, NULL AS at_ms FROM provider_totals WHERE provider = :id""");

    private static final List<String> OF_WORD = List.of("""
            SELECT 'TRANSACTION' AS kind, command_id AS id, account, updated_at_ms AS at_ms FROM chain_transactions
            WHERE transaction_hash = :id""", """
            SELECT 'DEPOSIT' AS kind, nonce AS id, payer AS account, opened_clock_ms AS at_ms FROM deposits
            WHERE nonce = :id OR transaction_hash = :id""", """
            SELECT 'WITHDRAWAL' AS kind, withdrawal_id AS id, payer AS account, opened_clock_ms AS at_ms FROM withdrawals
            WHERE transaction_hash = :id""", """
            SELECT 'PAYOUT' AS kind, payout_id AS id, provider AS account, opened_clock_ms AS at_ms FROM payouts
            WHERE transaction_hash = :id""", """
            SELECT DISTINCT 'TRANSACTION' AS kind, command_id AS id, account, max(clock_ms) AS at_ms
            FROM chain_confirmations WHERE transaction_hash = :id GROUP BY command_id, account""");

    private static final List<String> OF_INPUT = List.of("""
            SELECT 'LINE' AS kind, topic || ':' || partition || ':' || record_offset AS id, account, clock_ms AS at_ms
            FROM journal_lines WHERE input_id = CAST(:id AS uuid)""");

    private static final List<String> OF_TEXT = List.of("""
            SELECT 'INTENT' AS kind, intent_id AS id, payer AS account, opened_clock_ms AS at_ms FROM intents
            WHERE intent_id = :id""", """
            SELECT 'WITHDRAWAL' AS kind, withdrawal_id AS id, payer AS account, opened_clock_ms AS at_ms FROM withdrawals
            WHERE withdrawal_id = :id""", """
            SELECT 'PAYOUT' AS kind, payout_id AS id, provider AS account, opened_clock_ms AS at_ms FROM payouts
            WHERE payout_id = :id""", """
            SELECT 'BATCH' AS kind, batch_id AS id, opened_clock_ms AS at_ms FROM batches WHERE batch_id = :id""", """
            SELECT 'TRANSACTION' AS kind, command_id AS id, account, updated_at_ms AS at_ms FROM chain_transactions
            WHERE command_id = :id""");

    private Search() {}

    /** {@code {"query": …, "items": [{"kind", "id", "account"?, "atMs"?}]}}. */
    static Map<String, Object> read(Handle handle, String query) {
        String exact = query.strip();
        String lower = exact.toLowerCase(Locale.ROOT);
        List<Map<String, Object>> items = new ArrayList<>();
        if (ADDRESS.matcher(lower).matches()) {
            look(handle, OF_ADDRESS, lower, items);
        } else if (WORD.matcher(lower).matches()) {
            look(handle, OF_WORD, lower, items);
        } else if (INPUT.matcher(lower).matches()) {
            look(handle, OF_INPUT, lower, items);
        }
        place(handle, lower, items);
        look(handle, OF_TEXT, exact, items);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("query", exact);
        answer.put("items", items.stream().distinct().limit(MOST).toList());
        return answer;
    }

    private static void place(Handle handle, String id, List<Map<String, Object>> items) {
        var place = PLACE.matcher(id);
        if (place.matches()) {
            items.addAll(handle.createQuery("""
                            SELECT 'LINE' AS kind, topic || ':' || partition || ':' || record_offset AS id, account,
                                   clock_ms AS at_ms
                            FROM journal_lines
                            WHERE topic = :topic AND partition = :partition AND record_offset = :offset""")
                    .bind("topic", place.group(1))
                    .bind("partition", Integer.parseInt(place.group(2)))
                    .bind("offset", Long.parseLong(place.group(3)))
                    .map(RowJson.MAPPER)
                    .list());
        }
    }

    private static void look(Handle handle, List<String> looks, String id, List<Map<String, Object>> items) {
        for (String sql : looks) {
            items.addAll(Reading.rows(handle, sql + " LIMIT " + MOST, id));
        }
    }
}
