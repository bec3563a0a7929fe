package io.fluxledger.audit.read;

import io.fluxledger.audit.verify.ProjectedBalances;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** All balances and the offsets that they stand after, as of one moment: read together, so that they fit. */
public final class BalanceReader {
    private final Map<BalanceKey, Long> balances;
    private final Map<TopicPartition, Long> appliedOffsets;

    private BalanceReader(Map<BalanceKey, Long> balances, Map<TopicPartition, Long> appliedOffsets) {
        this.balances = Map.copyOf(balances);
        this.appliedOffsets = Map.copyOf(appliedOffsets);
    }

    /** Reads both in one repeatable-read transaction. */
    public static BalanceReader read(Jdbi jdbi) {
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            Reading.enter(handle);
            return new BalanceReader(balances(handle), AsOf.read(handle).offsets());
        });
    }

    /** Balances in nano-USDC that are not zero; system accounts summed over the partitions. */
    public Map<BalanceKey, Long> balances() {
        return balances;
    }

    /** Last applied offset of each topic partition; -1 where nothing has been applied. */
    public Map<TopicPartition, Long> appliedOffsets() {
        return appliedOffsets;
    }

    /** The same for a verification. */
    public ProjectedBalances.Snapshot snapshot() {
        Map<ProjectedBalances.Account, Long> nanos = new HashMap<>();
        balances.forEach((key, amountNanos) ->
                nanos.put(new ProjectedBalances.Account(key.accountType(), key.owner(), key.chainId()), amountNanos));
        Map<TopicPartition, Long> applied = new HashMap<>(appliedOffsets);
        applied.values().removeIf(offset -> offset < 0);
        return new ProjectedBalances.Snapshot(nanos, applied);
    }

    private static Map<BalanceKey, Long> balances(Handle handle) {
        Map<BalanceKey, Long> balances = new HashMap<>();
        handle.createQuery("SELECT account_type, owner, chain_id, amount_nanos FROM account_balances")
                .map((row, _) -> Map.entry(
                        new BalanceKey(row.getString(1), row.getString(2), row.getLong(3)),
                        exact(row.getBigDecimal(4))))
                .forEach(e -> balances.put(e.getKey(), e.getValue()));
        return balances;
    }

    private static long exact(BigDecimal nanos) {
        return nanos.longValueExact();
    }
}
