package io.fluxledger.audit.read;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Per chain what is owed and what is held against it, and why the chain may have more or less than the ledger says as of a block: what
 * is mined up to it and not final here (…_MINED, DEPOSITS_SEEN), and what is final here and mined only behind it (…_LATER).
 */
final class Coverage {
    /** As of whatever block there is. */
    static final long ANY_BLOCK = Long.MAX_VALUE;

    private static final String CHAINS = """
            SELECT chain_id, COALESCE(owed_nanos, 0) AS owed_nanos, COALESCE(treasury_nanos, 0) AS treasury_nanos,
                   COALESCE(escrow_nanos, 0) AS escrow_nanos, COALESCE(in_escrow_nanos, 0) AS in_escrow_nanos,
                   COALESCE(between_chains_nanos, 0) AS between_chains_nanos, COALESCE(own_nanos, 0) AS own_nanos,
                   COALESCE(debts_nanos, 0) AS debts_nanos
            FROM coverage ORDER BY chain_id""";

    /** In what direction it moves the treasury's balance on chain. Other steps of a payment's way have the same subject. */
    private static final String ON_THE_WAY = """
            SELECT 'DEPOSITS_SEEN' AS kind, d.chain_id, count(*) AS transfers, sum(d.amount_micros) * 1000 AS amount_nanos
            FROM deposits d
            WHERE d.status = 'SEEN' AND d.chain_id = :chain AND NOT EXISTS (
                SELECT 1 FROM chain_transactions t
                WHERE t.transaction_hash = d.transaction_hash AND t.chain_id = d.chain_id AND t.block_number > :block)
            GROUP BY d.chain_id
            UNION ALL
            SELECT 'WITHDRAWALS_MINED', w.chain_id, count(*), -sum(w.amount_nanos / 1000 * 1000)
            FROM withdrawals w
            WHERE w.status IN ('REQUESTED', 'SUBMITTED') AND w.chain_id = :chain AND EXISTS (
                SELECT 1 FROM chain_transactions t WHERE {of withdrawal} AND {by then})
            GROUP BY w.chain_id
            UNION ALL
            SELECT 'PAYOUTS_MINED', p.chain_id, count(*), -sum(p.amount_micros) * 1000
            FROM payouts p
            WHERE p.status IN ('INSTRUCTED', 'IN_FLIGHT', 'SUBMITTED') AND p.chain_id = :chain AND EXISTS (
                SELECT 1 FROM chain_transactions t WHERE {of payout} AND {by then})
            GROUP BY p.chain_id
            UNION ALL
            SELECT 'CAPTURES_MINED', c.chain_id, count(*), sum(c.treasury_micros) * 1000
            FROM captures c WHERE c.chain_id = :chain AND c.block_number <= :block AND NOT c.posted
            GROUP BY c.chain_id
            UNION ALL
            SELECT 'DEPOSITS_LATER', t.chain_id, count(*), -sum(d.amount_micros) * 1000
            FROM chain_transactions t
            JOIN deposits d ON d.transaction_hash = t.transaction_hash AND d.chain_id = t.chain_id AND d.status = 'CREDITED'
            WHERE t.kind = 'DEPOSIT' AND {later}
            GROUP BY t.chain_id
            UNION ALL
            SELECT 'WITHDRAWALS_LATER', t.chain_id, count(*), sum(w.amount_nanos / 1000 * 1000)
            FROM chain_transactions t JOIN withdrawals w ON w.status = 'FINAL' AND {of withdrawal}
            WHERE {later}
            GROUP BY t.chain_id
            UNION ALL
            SELECT 'PAYOUTS_LATER', t.chain_id, count(*), sum(p.amount_micros) * 1000
            FROM chain_transactions t JOIN payouts p ON p.status = 'FINAL' AND {of payout}
            WHERE {later}
            GROUP BY t.chain_id
            UNION ALL
            SELECT 'CAPTURES_LATER', c.chain_id, count(*), -sum(c.treasury_micros) * 1000
            FROM captures c WHERE c.chain_id = :chain AND c.block_number > :block AND c.posted
            GROUP BY c.chain_id
            ORDER BY kind""".replace(
                    "{of withdrawal}",
                    "t.subject_id = w.withdrawal_id AND t.account = w.payer AND t.chain_id = w.chain_id"
                            + " AND t.kind = 'WITHDRAWAL'")
            .replace(
                    "{of payout}",
                    "t.subject_id = p.payout_id AND t.account = p.provider AND t.chain_id = p.chain_id"
                            + " AND t.kind IN ('PAYOUT', 'PRIVATE_PAYOUT', 'SWAP_PAY')")
            .replace("{by then}", "t.state IN ('MINED', 'FINAL') AND COALESCE(t.block_number, 0) <= :block")
            .replace("{later}", "t.chain_id = :chain AND t.block_number > :block AND t.state = 'FINAL'");

    private static final String ESCROW_ON_THE_WAY = """
            SELECT kind || CASE WHEN posted THEN '_LATER' ELSE '_MINED' END AS kind, chain_id, count(*) AS transfers,
                   sum(CASE WHEN posted THEN -escrow_nanos ELSE escrow_nanos END) AS amount_nanos
            FROM escrow_steps
            WHERE chain_id = :chain AND posted = (block_number > :block)
            GROUP BY 1, chain_id ORDER BY 1""";

    private Coverage() {}

    /** @param blocks of the chains that are looked at as of a block */
    static Map<String, Object> read(Handle handle, Map<Long, Long> blocks) {
        List<Map<String, Object>> chains =
                handle.createQuery(CHAINS).map(RowJson.MAPPER).list();
        for (Map<String, Object> chain : chains) {
            long chainId = chain.get("chainId") instanceof Number id ? id.longValue() : 0;
            long block = blocks.getOrDefault(chainId, ANY_BLOCK);
            chain.put("onTheWay", ofChain(handle, ON_THE_WAY, chainId, block));
            chain.put("escrowOnTheWay", ofChain(handle, ESCROW_ON_THE_WAY, chainId, block));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("chains", chains);
        return answer;
    }

    private static List<Map<String, Object>> ofChain(Handle handle, String sql, long chainId, long block) {
        return handle.createQuery(sql)
                .bind("chain", chainId)
                .bind("block", block)
                .map(RowJson.MAPPER)
                .list();
    }
}
