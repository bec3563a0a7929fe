package io.fluxledger.rules;

import org.jspecify.annotations.Nullable;

/**
 * Where an input stands in the log.
 *
 * @param key the record's key as text
 * @param partition physical partition
 * @param partitions partition count of the topic
 * @param offset physical offset
 * @param appendTimeMs the broker's append time
 */
public record InputSource(String key, int partition, int partitions, long offset, long appendTimeMs) {
    /** Why a record for that account may not stand here; null when it may. */
    @Nullable
    RejectionReason misplaced(Address account) {
        if (!account.isWrittenAs(key)) {
            return RejectionReason.KEY_MISMATCH;
        }
        return KeyPartition.of(key, partitions) == partition ? null : RejectionReason.WRONG_PARTITION;
    }
}
