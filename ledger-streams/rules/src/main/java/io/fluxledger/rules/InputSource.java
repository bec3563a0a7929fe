package io.fluxledger.rules;

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
    @org.jspecify.annotations.Nullable
    RejectionReason misplaced(Address account) {
        if (!key.equals(account.toString())) {
            return RejectionReason.KEY_MISMATCH;
        }
        return KeyPartition.of(key, partitions) == partition ? null : RejectionReason.WRONG_PARTITION;
    }
}
