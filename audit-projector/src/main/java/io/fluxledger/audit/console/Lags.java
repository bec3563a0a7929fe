package io.fluxledger.audit.console;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** How many records of each partition are still to be projected. */
final class Lags {
    private final Supplier<Map<TopicPartition, Long>> lags;

    /** @param lags of the partitions whose end is known */
    Lags(Supplier<Map<TopicPartition, Long>> lags) {
        this.lags = lags;
    }

    /** All that are to be projected. */
    long behind() {
        return lags.get().values().stream().mapToLong(Long::longValue).sum();
    }

    /** What is behind on a partition; empty where it is not known. */
    String of(String topic, int partition) {
        Long lag = lags.get().get(new TopicPartition(topic, partition));
        return lag == null ? "" : lag.toString();
    }
}
