package io.fluxledger.audit.read;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Balances as of any moment: each posting says the balance after it, so that one row back of an index is the answer. */
final class PastBalances {
    private static final String OF_OWNER = """
            SELECT b.account_type, b.chain_id, sum(p.balance_nanos) AS amount_nanos
            FROM balances b
            CROSS JOIN LATERAL (
                SELECT p.balance_nanos FROM postings p
                WHERE p.owner = b.owner AND p.account_type = b.account_type AND p.chain_id = b.chain_id
                  AND p.topic = b.topic AND p.partition = b.partition AND p.clock_ms <= :asOfMs
                  AND (b.topic <> :asOfTopic OR b.partition <> :asOfPartition OR p.record_offset <= :asOfOffset)
                ORDER BY p.clock_ms DESC, p.record_offset DESC, p.posting_index DESC LIMIT 1) p
            WHERE b.owner = :owner
            GROUP BY b.account_type, b.chain_id
            HAVING sum(p.balance_nanos) <> 0
            ORDER BY b.account_type, b.chain_id""";

    /** The end of the last whole run before the moment, and the postings of the one run that the moment is in. */
    private static final String TOTALS = """
            SELECT b.account_type, b.chain_id,
                   sum(COALESCE(before.amount_nanos, 0) + COALESCE(rest.amount_nanos, 0)) AS amount_nanos
            FROM type_balances b
            LEFT JOIN LATERAL (
                SELECT t.run, t.amount_nanos FROM type_totals t
                WHERE t.topic = b.topic AND t.partition = b.partition AND t.account_type = b.account_type
                  AND t.chain_id = b.chain_id AND t.clock_ms <= :asOfMs
                  AND (b.topic <> :asOfTopic OR b.partition <> :asOfPartition OR t.run * 256 + 255 <= :asOfOffset)
                ORDER BY t.clock_ms DESC, t.run DESC LIMIT 1) before ON true
            LEFT JOIN LATERAL (
                SELECT t.run FROM type_totals t
                WHERE t.topic = b.topic AND t.partition = b.partition AND t.account_type = b.account_type
                  AND t.chain_id = b.chain_id AND t.run > COALESCE(before.run, -1)
                ORDER BY t.run LIMIT 1) after ON true
            LEFT JOIN LATERAL (
                SELECT sum(p.amount_nanos) AS amount_nanos FROM postings p
                WHERE p.topic = b.topic AND p.partition = b.partition AND p.account_type = b.account_type
                  AND p.chain_id = b.chain_id AND p.record_offset >= after.run * 256
                  AND p.record_offset < after.run * 256 + 256 AND p.clock_ms <= :asOfMs
                  AND (b.topic <> :asOfTopic OR b.partition <> :asOfPartition OR p.record_offset <= :asOfOffset)
                ) rest ON true
            GROUP BY b.account_type, b.chain_id
            HAVING sum(COALESCE(before.amount_nanos, 0) + COALESCE(rest.amount_nanos, 0)) <> 0
            ORDER BY b.account_type, b.chain_id""";

    private PastBalances() {}

    /** Balances of an address per type and chain that are not zero. */
    static List<Map<String, Object>> of(Handle handle, String owner, Moment moment) {
        return handle.createQuery(OF_OWNER)
                .bind("owner", owner)
                .bindMap(moment.parameters())
                .map(RowJson.MAPPER)
                .list();
    }

    /** Sums per account type and chain that are not zero. */
    static List<Map<String, Object>> totals(Handle handle, Moment moment) {
        return handle.createQuery(TOTALS)
                .bindMap(moment.parameters())
                .map(RowJson.MAPPER)
                .list();
    }
}
