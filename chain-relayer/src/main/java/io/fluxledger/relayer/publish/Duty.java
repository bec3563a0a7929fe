package io.fluxledger.relayer.publish;

import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/** Work that only the member of a group does that has a certain partition. For the consumer's thread. */
final class Duty implements ConsumerRebalanceListener {
    private final TopicPartition partition;
    private final Runnable joined;
    private boolean ours;

    /** @param joined called whenever the group has given partitions to this member, this one or not */
    Duty(TopicPartition partition, Runnable joined) {
        this.partition = partition;
        this.joined = joined;
    }

    boolean isOurs() {
        return ours;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        ours |= partitions.contains(partition);
        joined.run();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        ours &= !partitions.contains(partition);
    }
}
