package io.fluxledger.watch;

import io.fluxledger.runtime.KafkaClients;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What the brokers say: how far consumer groups are behind. */
final class ClusterWatch implements AutoCloseable {
    private static final int TIMEOUT_S = 10;

    private final Admin admin;

    ClusterWatch(KafkaClients clients) {
        admin = clients.admin();
    }

    /** The brokers did not answer, or refused; the next look may find more. */
    static final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswerException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Committed records that each group has not gone past, by group; groups that stand nowhere are left out. */
    SortedMap<String, Long> lags() throws NoAnswerException, InterruptedException {
        SortedMap<String, Long> lags = new TreeMap<>();
        for (GroupListing group :
                answer(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all())) {
            Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>(
                    answer(admin.listConsumerGroupOffsets(group.groupId()).partitionsToOffsetAndMetadata()));
            places.values().removeIf(java.util.Objects::isNull);
            if (places.isEmpty()) {
                continue;
            }
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            places.keySet().forEach(p -> wanted.put(p, OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = ends(wanted);
            long lag = 0;
            for (Map.Entry<TopicPartition, OffsetAndMetadata> place : places.entrySet()) {
                lag += Math.max(
                        0,
                        ends.getOrDefault(place.getKey(), 0L) - place.getValue().offset());
            }
            lags.put(group.groupId(), lag);
        }
        return lags;
    }

    private Map<TopicPartition, Long> ends(Map<TopicPartition, OffsetSpec> wanted)
            throws NoAnswerException, InterruptedException {
        Map<TopicPartition, Long> ends = new HashMap<>();
        answer(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private static <T> T answer(KafkaFuture<T> future) throws NoAnswerException, InterruptedException {
        try {
            return future.get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new NoAnswerException("the brokers did not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
