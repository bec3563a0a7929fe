package io.fluxledger.relayer.publish;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads partitions from the first record to the end that they have when the reading begins. */
final class WholePartitions {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private WholePartitions() {}

    /**
     * Only committed records; one that belongs to an open transaction is waited for.
     *
     * @throws IllegalStateException when nothing comes for a minute, and the end is not reached
     */
    static void read(
            KafkaClients clients,
            Collection<TopicPartition> partitions,
            Consumer<ConsumerRecord<String, byte[]>> each) {
        try (Admin admin = clients.admin();
                KafkaConsumer<String, byte[]> consumer = clients.reader()) {
            Map<TopicPartition, Long> ends = ends(admin, partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadlineNs) {
                    throw new IllegalStateException("The end of " + partitions + " was not reached");
                }
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    records.forEach(each);
                    deadlineNs = System.nanoTime() + PATIENCE.toNanos();
                }
            }
        }
    }

    /** The last committed offset would not do: it lies before what another writer has still in the works. */
    static Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions) {
        var latest = partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        try {
            return admin
                    .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().offset()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking for the end of " + partitions, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Cannot learn the end of " + partitions, e);
        }
    }
}
