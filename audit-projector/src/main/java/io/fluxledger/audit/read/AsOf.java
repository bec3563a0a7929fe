package io.fluxledger.audit.read;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.Handle;

/**
 * What an answer stands after.
 *
 * @param offsets last applied offset of each topic partition
 * @param clockMs latest append time among them, Unix milliseconds
 */
public record AsOf(Map<TopicPartition, Long> offsets, long clockMs) {
    private record Applied(TopicPartition partition, long offset, long clockMs) {}

    /** Reads it in the handle's transaction. */
    public static AsOf read(Handle handle) {
        Map<TopicPartition, Long> offsets = new TreeMap<>(
                java.util.Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
        long clockMs = 0;
        for (Applied each : handle.createQuery("SELECT topic, partition, applied_offset, clock_ms FROM applied_offsets")
                .map((row, _) -> new Applied(
                        new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3), row.getLong(4)))
                .list()) {
            offsets.put(each.partition(), each.offset());
            clockMs = Math.max(clockMs, each.clockMs());
        }
        return new AsOf(offsets, clockMs);
    }

    /** As JSON: {@code {"clockMs": …, "offsets": {topic: {partition: offset}}}}; partitions without records left out. */
    public Map<String, Object> json() {
        Map<String, Map<String, Long>> byTopic = new TreeMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset >= 0) {
                byTopic.computeIfAbsent(partition.topic(), t -> new TreeMap<>())
                        .put(Integer.toString(partition.partition()), offset);
            }
        });
        return Map.of("clockMs", clockMs, "offsets", byTopic);
    }
}
