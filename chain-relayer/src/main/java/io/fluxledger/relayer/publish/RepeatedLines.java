package io.fluxledger.relayer.publish;

import io.fluxledger.relayer.plan.PlannedPayouts;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Journal lines that may have been planned before: those up to the end that a partition had when it was found without an offset.
 * That end is kept with the offsets, so that whoever goes on in the middle knows it. For one thread.
 */
final class RepeatedLines {
    private static final String MARK = "read again up to ";

    private final PlannedPayouts planned;
    private final Map<TopicPartition, Long> until = new HashMap<>();

    RepeatedLines(PlannedPayouts planned) {
        this.planned = planned;
    }

    /**
     * Partitions have come here.
     *
     * @param committed where to go on; null where nothing was kept
     * @param ends what they have now, offsets behind the last record
     * @return whether any of their lines may have been planned before
     */
    boolean assigned(Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, Long> ends) {
        boolean any = false;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            OffsetAndMetadata from = committed.get(end.getKey());
            long known = from == null ? end.getValue() : marked(from);
            if (known > (from == null ? 0 : from.offset())) {
                until.put(end.getKey(), known);
                any = true;
            }
        }
        return any;
    }

    private static long marked(OffsetAndMetadata offset) {
        String metadata = offset.metadata();
        return metadata.startsWith(MARK) ? Long.parseLong(metadata, MARK.length(), metadata.length(), 10) : 0;
    }

    /** What is kept of that place. */
    OffsetAndMetadata offset(TopicPartition partition, long next) {
        Long end = until.get(partition);
        return end == null || next >= end ? new OffsetAndMetadata(next) : new OffsetAndMetadata(next, MARK + end);
    }

    /** Another planner has them now. */
    void revoked(Collection<TopicPartition> partitions) {
        until.keySet().removeAll(partitions);
        forget();
    }

    /** @param position offset of what is read next; records of transactions, which nobody is given, count */
    void read(ToLongFunction<TopicPartition> position) {
        if (!until.isEmpty()) {
            until.entrySet().removeIf(end -> position.applyAsLong(end.getKey()) >= end.getValue());
            forget();
        }
    }

    private void forget() {
        if (until.isEmpty()) {
            planned.forget();
        }
    }
}
