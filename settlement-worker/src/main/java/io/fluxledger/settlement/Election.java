package io.fluxledger.settlement;

import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.TopicPartition;

/**
 * Which of the workers leads: who has the first partition of a topic in a group that reads nothing. It chooses; what keeps
 * two from writing is the transactional id of {@link Term}. For one thread.
 */
final class Election implements AutoCloseable {
    private static final TopicPartition SEAT = new TopicPartition(TopicCatalog.SETTLEMENT_PROVIDERS.name(), 0);

    private final Consumer<String, byte[]> member;
    private boolean won;

    Election(KafkaClients kafka) {
        member = kafka.rawConsumer(
                "settlement-election",
                true,
                Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "fluxledger-settlement",
                        // A worker that died is followed after so long.
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        Math.toIntExact(Duration.ofSeconds(6).toMillis()),
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                        Math.toIntExact(Duration.ofSeconds(2).toMillis()),
                        // Who joins takes nothing from the one that leads.
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                        CooperativeStickyAssignor.class.getName()));
        member.subscribe(List.of(SEAT.topic()), new Seat());
    }

    /** Takes part, waiting so long for news. */
    void poll(Duration timeout) {
        var _ = member.poll(timeout);
    }

    boolean isWon() {
        return won;
    }

    private final class Seat implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            member.pause(partitions);
            won |= partitions.contains(SEAT);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            won &= !partitions.contains(SEAT);
        }
    }

    @Override
    public void close() {
        member.close();
    }
}
