package io.fluxledger.export.deadletter;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be read.
 *
 * @param topic the dead letters' topic
 * @param offset its place there
 * @param timestampMs when it became one, Unix milliseconds
 * @param source topic that it stood on
 * @param sourcePartition partition that it stood on
 * @param sourceOffset its place there
 * @param reason why it could not be read
 * @param key as text; null where it had none
 * @param value as it was written
 * @param headers all, those of the dead letter included
 * @param redriven where it was put back, {@code topic-partition:offset}; null when it was not
 */
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetter(
        String topic,
        long offset,
        long timestampMs,
        String source,
        int sourcePartition,
        long sourceOffset,
        String reason,
        @Nullable String key,
        byte @Nullable [] value,
        Map<String, String> headers,
        @Nullable String redriven) {
    public DeadLetter {
        headers = new TreeMap<>(headers);
    }

    DeadLetter redrivenTo(String place) {
        return new DeadLetter(
                topic, offset, timestampMs, source, sourcePartition, sourceOffset, reason, key, value, headers, place);
    }
}
