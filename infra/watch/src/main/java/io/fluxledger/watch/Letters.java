package io.fluxledger.watch;

import io.fluxledger.schemas.DeadLetterHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How many records could not be read, by topic of dead letters; notes of what was put back are not among them. Safe for use by several threads.
 */
final class Letters {
    private static final Set<String> TOPICS =
            TopicCatalog.withDeadLetters().stream().map(TopicSpec::deadLetters).collect(Collectors.toUnmodifiableSet());

    private final SortedMap<String, Long> letters = new TreeMap<>();

    Letters() {
        TOPICS.forEach(topic -> letters.put(topic, 0L));
    }

    /** Whether a topic has dead letters. */
    static boolean has(String topic) {
        return TOPICS.contains(topic);
    }

    synchronized void add(ConsumerRecord<String, byte[]> record) {
        if (!DeadLetterHeaders.isNote(record.headers(), record.value())) {
            letters.merge(record.topic(), 1L, Long::sum);
        }
    }

    synchronized SortedMap<String, Long> counts() {
        return new TreeMap<>(letters);
    }
}
