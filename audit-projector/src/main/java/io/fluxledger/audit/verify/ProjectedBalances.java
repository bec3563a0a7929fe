package io.fluxledger.audit.verify;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Balances as the projection has them. */
public interface ProjectedBalances {
    /** An account. System accounts have no owner. */
    record Account(String type, @Nullable String owner, long chainId) {}

    /**
     * Balances together with what they stand behind, read at one moment.
     *
     * @param nanos balances in nano-USDC
     * @param appliedOffsets last journal offset that is in them, by partition; partitions without any are absent
     */
    record Snapshot(Map<Account, Long> nanos, Map<TopicPartition, Long> appliedOffsets) {}

    Snapshot read();
}
