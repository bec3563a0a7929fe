package io.fluxledger.schemas;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Waits until the leaders of new topics take records. A topic exists before its leaders know of themselves, and an
 * idempotent producer that writes in between can be stuck: its first batch is refused, its second arrives when the leader
 * is ready and is taken, since a leader without memory of a producer takes any sequence; the first is out of sequence from
 * then on, until its delivery times out.
 */
public final class TopicLeaders {
    private static final int TIMEOUT_S = 60;
    private static final long PAUSE_NANOS = 50_000_000;

    private TopicLeaders() {}

    /**
     * Creates topics and waits for their leaders.
     *
     * @throws IllegalStateException when one cannot be created, or has no leader within 60 s
     */
    public static void create(Admin admin, Collection<NewTopic> topics) {
        Map<String, Integer> partitions = new HashMap<>();
        topics.forEach(t -> partitions.put(t.name(), t.numPartitions()));
        try {
            admin.createTopics(topics).all().get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot create " + partitions.keySet(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating " + partitions.keySet(), e);
        }
        await(admin, partitions);
    }

    /**
     * Waits until the leader of every partition answers for it.
     *
     * @param partitions numbers of partitions by topic
     * @throws IllegalStateException when one does not within 60 s
     */
    public static void await(Admin admin, Map<String, Integer> partitions) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        partitions.forEach((topic, count) -> {
            for (int p = 0; p < count; p++) {
                ends.put(new TopicPartition(topic, p), OffsetSpec.latest());
            }
        });
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
        while (!answered(admin, ends, deadlineNs)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Whether all leaders answer; not yet where a broker does not know a topic that it has just agreed to create. */
    private static boolean answered(Admin admin, Map<TopicPartition, OffsetSpec> ends, long deadlineNs) {
        try {
            // Only a leader answers this, and the client asks again until one does.
            admin.listOffsets(ends).all().get(TIMEOUT_S, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException && System.nanoTime() < deadlineNs) {
                return false;
            }
            throw new IllegalStateException("no leader for one of " + ends.keySet(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no leader within " + TIMEOUT_S + " s for one of " + ends.keySet(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for leaders", e);
        }
    }
}
