package io.fluxledger.bench.stream;

import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Waits until a stream has folded all inputs that there are. */
public final class FoldedInputs {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long POLL_NANOS = 200_000_000;

    private FoldedInputs() {}

    /**
     * Waits for the payers' inputs, then for the providers', which grow with them.
     *
     * @throws IllegalStateException when the program that ought to fold is dead or takes too long
     */
    public static void await(KafkaClients clients, String group, ChildProgram streams)
            throws InterruptedException, ExecutionException {
        await(clients, group, streams, PATIENCE);
    }

    /**
     * As {@link #await(KafkaClients, String, ChildProgram)}.
     *
     * @param patience how long each of the two may take
     */
    public static void await(KafkaClients clients, String group, ChildProgram streams, Duration patience)
            throws InterruptedException, ExecutionException {
        try (Admin admin = clients.admin()) {
            await(admin, group, TopicCatalog.LEDGER_INPUTS, streams, patience);
            await(admin, group, TopicCatalog.PROVIDER_INPUTS, streams, patience);
        }
    }

    /** The partitions of a topic. */
    public static List<TopicPartition> partitions(TopicSpec topic) {
        List<TopicPartition> all = new ArrayList<>();
        for (int p = 0; p < topic.partitions(); p++) {
            all.add(new TopicPartition(topic.name(), p));
        }
        return all;
    }

    private static void await(Admin admin, String group, TopicSpec topic, ChildProgram streams, Duration patience)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions(topic).forEach(p -> latest.put(p, OffsetSpec.latest()));
        long giveUp = System.nanoTime() + patience.toNanos();
        while (true) {
            Map<TopicPartition, OffsetAndMetadata> folded = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            boolean done = admin
                    .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .allMatch(end -> {
                        OffsetAndMetadata at = folded.get(end.getKey());
                        return end.getValue().offset() == 0
                                || (at != null && at.offset() >= end.getValue().offset());
                    });
            if (done) {
                return;
            }
            streams.requireAlive();
            if (System.nanoTime() > giveUp) {
                throw streams.failure("did not fold " + topic.name() + " within " + patience);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
