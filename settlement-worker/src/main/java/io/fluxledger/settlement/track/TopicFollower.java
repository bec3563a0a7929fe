package io.fluxledger.settlement.track;

import io.fluxledger.events.JournalLine;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the worker's three topics into the state, from the beginning and then as they grow. For one thread. */
public final class TopicFollower implements AutoCloseable {
    private static final TopicSpec JOURNAL = TopicCatalog.PROVIDER_JOURNAL;
    private static final TopicSpec PAYOUTS = TopicCatalog.SETTLEMENT_PAYOUTS;
    private static final TopicSpec PROVIDERS = TopicCatalog.SETTLEMENT_PROVIDERS;

    private final Consumer<String, SpecificRecord> consumer;
    private final SettlementState state;
    private final SettlementPublisher publisher;
    private final Map<TopicPartition, Long> ends;
    private boolean caughtUp;

    /**
     * @param consumer reads committed records only, without group; closed with this
     * @param publisher knows what this run wrote itself; made before this, so that the worker before it is fenced: what that one
     *     wrote stands before the ends that are taken here
     */
    public TopicFollower(
            Consumer<String, SpecificRecord> consumer, SettlementState state, SettlementPublisher publisher) {
        this.consumer = consumer;
        this.state = state;
        this.publisher = publisher;
        List<TopicPartition> all = new ArrayList<>(partitions(JOURNAL));
        all.addAll(partitions(PAYOUTS));
        all.addAll(partitions(PROVIDERS));
        consumer.assign(all);
        consumer.seekToBeginning(all);
        ends = Map.copyOf(consumer.endOffsets(all));
    }

    private static List<TopicPartition> partitions(TopicSpec topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(p -> new TopicPartition(topic.name(), p))
                .toList();
    }

    /** Reads on, waiting up to the time-out for something new. */
    public void poll(Duration timeout) {
        for (ConsumerRecord<String, SpecificRecord> read : consumer.poll(timeout)) {
            if (read.topic().equals(PAYOUTS.name())) {
                state.payouts(read.value());
            } else if (read.topic().equals(PROVIDERS.name())) {
                if (!publisher.isOwn(read.partition(), read.offset())) {
                    state.providers(read.value());
                }
            } else if (read.value() instanceof JournalLine line) {
                state.line(read.partition(), line);
            } else {
                throw new IllegalStateException(
                        "no journal line at " + read.topic() + "-" + read.partition() + "@" + read.offset());
            }
        }
    }

    /** Whether everything has been read that was there at the start. */
    public boolean isCaughtUp() {
        if (!caughtUp && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            caughtUp = true;
            state.caughtUp();
        }
        return caughtUp;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
