package io.fluxledger.export.log;

import io.fluxledger.runtime.KafkaClients;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Where the partitions of topics begin and end. */
public final class LogEnds {
    private static final int TIMEOUT_S = 60;

    private LogEnds() {}

    /** All partitions of topics that exist. */
    public static Collection<TopicPartition> partitions(Admin admin, Collection<String> topics) {
        return answer(admin.describeTopics(topics).allTopicNames()).values().stream()
                .flatMap(LogEnds::partitions)
                .toList();
    }

    private static Stream<TopicPartition> partitions(TopicDescription topic) {
        return IntStream.range(0, topic.partitions().size()).mapToObj(p -> new TopicPartition(topic.name(), p));
    }

    /** Offsets behind the last records, committed or not. */
    public static Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions) {
        return offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Offsets behind the last committed records: before the ends where a transaction is open. */
    public static Map<TopicPartition, Long> committedEnds(Admin admin, Collection<TopicPartition> partitions) {
        return offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    /** Offsets of the first records. */
    public static Map<TopicPartition, Long> starts(Admin admin, Collection<TopicPartition> partitions) {
        return offsets(admin, partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Committed ends of all partitions of topics that exist. */
    public static Map<TopicPartition, Long> committedEnds(KafkaClients clients, Collection<String> topics) {
        try (Admin admin = clients.admin()) {
            return committedEnds(admin, partitions(admin, topics));
        }
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec wanted, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> query = new java.util.HashMap<>();
        partitions.forEach(p -> query.put(p, wanted));
        Map<TopicPartition, Long> found = new TreeMap<>(ORDER);
        answer(admin.listOffsets(query, new ListOffsetsOptions(isolation)).all())
                .forEach((partition, info) -> found.put(partition, info.offset()));
        return found;
    }

    /** Topics by name, partitions by number. */
    public static final java.util.Comparator<TopicPartition> ORDER =
            java.util.Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    /**
     * What the brokers answer.
     *
     * @throws IllegalStateException when they refuse, or do not answer within 60 s
     */
    public static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the brokers did not answer within %d s".formatted(TIMEOUT_S), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the brokers", e);
        }
    }
}
