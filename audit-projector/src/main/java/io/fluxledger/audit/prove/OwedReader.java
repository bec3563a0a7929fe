package io.fluxledger.audit.prove;

import io.fluxledger.rules.AccountType;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** What payers and providers are owed by the treasuries. */
final class OwedReader {
    /** What the escrow contract holds is not among these: there the chain itself is the proof. */
    static final List<String> TYPES = List.of(
                    AccountType.PAYER_AVAILABLE,
                    AccountType.PAYER_LOCKED,
                    AccountType.PAYER_WITHDRAWING,
                    AccountType.PROVIDER_PAYABLE,
                    AccountType.PROVIDER_IN_FLIGHT,
                    AccountType.PROVIDER_DISPUTED)
            .stream()
            .map(Enum::name)
            .toList();

    private OwedReader() {}

    /** As of now. */
    static SortedMap<Long, SortedMap<String, Long>> read(Handle handle) {
        return byChain(handle.createQuery("""
                        SELECT chain_id, owner, sum(amount_nanos) FROM balances
                        WHERE owner IS NOT NULL AND account_type IN (<types>)
                        GROUP BY chain_id, owner""")
                .bindList("types", TYPES)
                .map((row, _) -> new Owed(
                        row.getLong(1), row.getString(2), row.getBigDecimal(3).longValueExact()))
                .list());
    }

    /** As of the end of a batch. */
    static SortedMap<Long, SortedMap<String, Long>> read(Handle handle, long batchId) {
        return byChain(handle.createQuery("""
                        SELECT b.chain_id, b.owner, sum(p.balance_nanos)
                        FROM balances b
                        JOIN merkle_heads h ON h.batch_id = :batch AND h.journal = b.topic
                         AND h.journal_partition = b.partition
                        CROSS JOIN LATERAL (
                            SELECT p.balance_nanos FROM postings p
                            WHERE p.owner = b.owner AND p.account_type = b.account_type AND p.chain_id = b.chain_id
                              AND p.topic = b.topic AND p.partition = b.partition AND p.record_offset <= h.to_offset
                            ORDER BY p.clock_ms DESC, p.record_offset DESC, p.posting_index DESC LIMIT 1) p
                        WHERE b.owner IS NOT NULL AND b.account_type IN (<types>)
                        GROUP BY b.chain_id, b.owner""")
                .bind("batch", batchId)
                .bindList("types", TYPES)
                .map((row, _) -> new Owed(
                        row.getLong(1), row.getString(2), row.getBigDecimal(3).longValueExact()))
                .list());
    }

    private record Owed(long chainId, String owner, long nanos) {}

    /** Nano-USDC by chain and owner; who is owed nothing is left out. */
    private static SortedMap<Long, SortedMap<String, Long>> byChain(List<Owed> all) {
        SortedMap<Long, SortedMap<String, Long>> byChain = new TreeMap<>();
        for (Owed owed : all) {
            if (owed.nanos() != 0) {
                byChain.computeIfAbsent(owed.chainId(), chain -> new TreeMap<>())
                        .put(owed.owner(), owed.nanos());
            }
        }
        return byChain;
    }
}
