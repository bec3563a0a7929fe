package io.fluxledger.intake.publish;

import io.fluxledger.events.InputId16;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds records by the input id that is their first field: inputs, and the journal lines that answer them. It compares
 * 16 bytes of each record and decodes only what it was looking for.
 */
final class LogSearch {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int HEADER_BYTES = 5;
    private static final int ID_BYTES = 16;

    private final KafkaClients clients;
    private final Duration limit;

    /** @param limit how long one search may take */
    LogSearch(KafkaClients clients, Duration limit) {
        this.clients = clients;
        this.limit = limit;
    }

    /**
     * The first record with one of the ids in each partition, from what was appended at that time up to what is there
     * now; also what belongs to open transactions, since whatever was written is to be found.
     *
     * @param wanted the id that is looked for, by partition
     * @return what was found, by partition
     * @throws ProblemException when it takes too long
     */
    Map<TopicPartition, SpecificRecord> find(Map<TopicPartition, InputId16> wanted, Instant from) {
        Map<TopicPartition, SpecificRecord> found = new HashMap<>();
        long deadlineNs = System.nanoTime() + limit.toNanos();
        try (Consumer<String, byte[]> consumer = clients.rawConsumer("intake-search", false, Map.of())) {
            consumer.assign(wanted.keySet());
            Map<TopicPartition, Long> ends = consumer.endOffsets(wanted.keySet());
            Collection<TopicPartition> open = seek(consumer, wanted, from, ends);
            while (!open.isEmpty()) {
                if (System.nanoTime() > deadlineNs) {
                    throw new ProblemException(Problem.of(
                            503,
                            "LOG_TOO_SLOW",
                            "The log could not be searched in time",
                            "nothing was written by this request; send it again, with the same id"));
                }
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    TopicPartition at = new TopicPartition(record.topic(), record.partition());
                    InputId16 id = wanted.get(at);
                    if (id != null && !found.containsKey(at) && isOf(record.value(), id)) {
                        found.put(at, clients.serde().deserialize(record.value()));
                    }
                }
                open.removeIf(at -> found.containsKey(at) || consumer.position(at) >= ends.getOrDefault(at, 0L));
                consumer.assign(open);
            }
        }
        return found;
    }

    /** @return the partitions that have anything to read */
    private static Collection<TopicPartition> seek(
            Consumer<String, byte[]> consumer,
            Map<TopicPartition, InputId16> wanted,
            Instant from,
            Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times = new HashMap<>();
        wanted.keySet().forEach(at -> times.put(at, from.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
        List<TopicPartition> open = new ArrayList<>();
        for (TopicPartition at : wanted.keySet()) {
            OffsetAndTimestamp start = starts.get(at);
            // No start: nothing was appended since then.
            if (start != null && start.offset() < ends.getOrDefault(at, 0L)) {
                open.add(at);
            }
        }
        consumer.assign(open);
        for (TopicPartition at : open) {
            OffsetAndTimestamp start = starts.get(at);
            if (start != null) {
                consumer.seek(at, start.offset());
            }
        }
        return open;
    }

    private static boolean isOf(byte[] value, InputId16 id) {
        return value.length >= HEADER_BYTES + ID_BYTES
                && Arrays.equals(value, HEADER_BYTES, HEADER_BYTES + ID_BYTES, id.bytes(), 0, ID_BYTES);
    }
}
