package io.fluxledger.export.dump;

import io.fluxledger.export.log.LogEnds;
import io.fluxledger.export.log.LogReader;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Restores a dump into a cluster without records: schemas, topics, records with their times and, but for compacted topics, their
 * offsets, then the places of the consumer groups. Services that are started on it afterwards go on where they stopped.
 */
public final class ClusterImport {
    private final KafkaClients clients;
    private final SchemaRegistryClient registry;
    private final short replication;
    private final DumpProgress progress;

    /** @param replication replication factor of the topics; 3 in production */
    public ClusterImport(
            KafkaClients clients, SchemaRegistryClient registry, short replication, DumpProgress progress) {
        this.clients = clients;
        this.registry = registry;
        this.replication = replication;
        this.progress = progress;
    }

    /**
     * What was restored.
     *
     * @param takenAt when the dump was taken, ISO-8601 in UTC: what was paid since then is on the chains and not in it
     * @param schemaIdsChanged whether the registry had other schemas before, so that values got other ids
     */
    public record Restored(String takenAt, long records, int topics, int groups, boolean schemaIdsChanged) {}

    /**
     * Restores a dump.
     *
     * @throws DumpException when a file is damaged, the dump was not taken of a quiet log or has offsets that cannot be made again, or a topic
     *     has records
     */
    public Restored run(Path directory) {
        DumpManifest dump = DumpManifest.read(directory);
        if (!dump.quiet()) {
            throw new DumpException(directory + " was taken while something was written: it can be read, not restored");
        }
        try (Admin admin = clients.admin()) {
            requireWhole(directory, dump);
            ImportedTopics topics = new ImportedTopics(admin, dump, replication);
            topics.requireEmpty();
            SchemaIds ids = SchemaIds.register(registry, dump.schemas());
            groups(admin, dump, filled(admin, topics, directory, dump, ids));
            return new Restored(
                    dump.takenAt(),
                    dump.recordCount(),
                    dump.topics().size(),
                    dump.groups().size(),
                    !ids.unchanged());
        }
    }

    private Map<TopicPartition, NavigableMap<Long, Long>> filled(
            Admin admin, ImportedTopics topics, Path directory, DumpManifest dump, SchemaIds ids) {
        topics.prepare();
        try {
            Map<TopicPartition, NavigableMap<Long, Long>> moved = restore(admin, directory, dump, ids);
            topics.finish();
            requireHeads(dump);
            return moved;
        } catch (RuntimeException e) {
            throw givenUp(topics, e);
        }
    }

    /** Times that a producer sets must not stay allowed on topics that somebody might use after all. */
    private static DumpException givenUp(ImportedTopics topics, RuntimeException cause) {
        DumpException failure = new DumpException(
                cause.getMessage() + "; what is restored so far is no ledger: delete its topics, or take a new cluster",
                cause);
        try {
            topics.finish();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private void requireWhole(Path directory, DumpManifest dump) {
        List<PartitionWork.Task<Boolean>> checks = new ArrayList<>();
        for (DumpManifest.Topic topic : dump.topics()) {
            for (DumpManifest.Partition partition : topic.partitions()) {
                checks.add(new PartitionWork.Task<>(partition.file(), () -> {
                    if (!DumpFile.digest(directory.resolve(partition.file())).equals(partition.sha256())) {
                        throw new DumpException(partition.file() + " is not the file that was dumped");
                    }
                    long first = DumpFile.firstOffset(directory.resolve(partition.file()));
                    Restorable.obstacle(topic, partition, first).ifPresent(why -> {
                        throw new DumpException(why);
                    });
                    return true;
                }));
            }
        }
        var _ = PartitionWork.run(checks, DumpProgress.SILENT);
    }

    /** Where records of compacted partitions went that groups stand at, by partition and old offset. */
    private Map<TopicPartition, NavigableMap<Long, Long>> restore(
            Admin admin, Path directory, DumpManifest dump, SchemaIds ids) {
        // What could not be read may be read one day, under the id that its schema has by then.
        Set<String> events = Stream.concat(
                        TopicCatalog.all().stream().map(TopicSpec::name),
                        TopicCatalog.withDeadLetters().stream().map(TopicSpec::deadLetters))
                .collect(Collectors.toSet());
        List<PartitionWork.Task<Moved>> copies = new ArrayList<>();
        for (DumpManifest.Topic topic : dump.topics()) {
            SchemaIds translation = events.contains(topic.name()) ? ids : SchemaIds.NONE;
            for (DumpManifest.Partition partition : topic.partitions()) {
                TopicPartition target = new TopicPartition(topic.name(), partition.partition());
                Path file = directory.resolve(partition.file());
                copies.add(new PartitionWork.Task<>(
                        target.toString(),
                        () -> topic.compacted()
                                ? compacted(target, file, translation, places(dump, target))
                                : kept(admin, target, file, translation, partition)));
            }
        }
        Map<TopicPartition, NavigableMap<Long, Long>> moved = new HashMap<>();
        PartitionWork.run(copies, progress).forEach(m -> moved.put(m.partition(), m.offsets()));
        return moved;
    }

    private record Moved(TopicPartition partition, NavigableMap<Long, Long> offsets) {}

    private Moved kept(Admin admin, TopicPartition target, Path file, SchemaIds ids, DumpManifest.Partition partition) {
        OffsetGaps gaps = OffsetGaps.of(file, partition.end());
        try (PartitionRestore restore = new PartitionRestore(clients, admin, target, gaps)) {
            DumpFile.read(file, record -> restore.write(translated(record, ids)));
            long end = restore.finish(partition.end());
            if (end != partition.end()) {
                throw new DumpException("%s ends at %d, in the dump at %d".formatted(target, end, partition.end()));
            }
        }
        return new Moved(target, new TreeMap<>());
    }

    private Moved compacted(TopicPartition target, Path file, SchemaIds ids, NavigableMap<Long, Long> places) {
        long[] written = {0};
        try (Producer<byte[], byte[]> producer =
                clients.byteProducer("ledger-import-" + target, Map.of("linger.ms", 5, "batch.size", 128 << 10))) {
            Failure failure = new Failure();
            DumpFile.read(file, each -> {
                DumpedRecord record = translated(each, ids);
                // Groups that stood at or before this record and behind the one before go on here.
                places.headMap(record.offset(), true).replaceAll((old, now) -> now < 0 ? written[0] : now);
                var _ = producer.send(
                        new ProducerRecord<>(
                                target.topic(),
                                target.partition(),
                                record.timestampMs(),
                                record.key(),
                                record.value(),
                                record.headers()),
                        (at, e) -> failure.note(target, record.timestampMs(), at, e));
                written[0]++;
            });
            producer.flush();
            failure.rethrow(target);
        }
        places.replaceAll((old, now) -> now < 0 ? written[0] : now);
        return new Moved(target, places);
    }

    private static final class Failure {
        private volatile @Nullable Exception first;

        void note(TopicPartition partition, long timestampMs, RecordMetadata at, @Nullable Exception e) {
            if (e != null) {
                first = e;
                return;
            }
            try {
                PartitionRestore.requireTime(partition, timestampMs, at);
            } catch (DumpException other) {
                first = other;
            }
        }

        void rethrow(TopicPartition partition) {
            Exception e = first;
            if (e != null) {
                throw new DumpException(partition + " is not written: " + e.getMessage(), e);
            }
        }
    }

    private static DumpedRecord translated(DumpedRecord record, SchemaIds ids) {
        return new DumpedRecord(
                record.offset(), record.timestampMs(), record.key(), ids.translate(record.value()), record.headers());
    }

    private static NavigableMap<Long, Long> places(DumpManifest dump, TopicPartition partition) {
        NavigableMap<Long, Long> places = new TreeMap<>();
        dump.groups().values().stream()
                .flatMap(List::stream)
                .filter(p -> p.topic().equals(partition.topic()) && p.partition() == partition.partition())
                .forEach(p -> places.put(p.offset(), -1L));
        return places;
    }

    /** The last line of each journal partition, read from the new cluster, has the hash that it had. */
    private void requireHeads(DumpManifest dump) {
        LogReader reader = new LogReader(clients);
        for (DumpManifest.Topic topic : dump.topics()) {
            for (DumpManifest.Partition partition : topic.partitions()) {
                if (!partition.head().isEmpty()) {
                    TopicPartition place = new TopicPartition(topic.name(), partition.partition());
                    byte @Nullable [][] last = new byte @Nullable [1][];
                    reader.<RuntimeException>readLast(place, partition.end(), record -> last[0] = record.value());
                    if (last[0] == null) {
                        reader.<RuntimeException>read(place, partition.end(), record -> last[0] = record.value());
                    }
                    String head = ClusterExport.head(clients.serde(), last[0]);
                    if (!head.equals(partition.head())) {
                        throw new DumpException("the last line of %s has hash %s, in the dump %s"
                                .formatted(place, head, partition.head()));
                    }
                }
            }
        }
    }

    private static void groups(Admin admin, DumpManifest dump, Map<TopicPartition, NavigableMap<Long, Long>> moved) {
        for (Map.Entry<String, List<DumpManifest.Place>> group : dump.groups().entrySet()) {
            Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
            for (DumpManifest.Place place : group.getValue()) {
                TopicPartition partition = new TopicPartition(place.topic(), place.partition());
                NavigableMap<Long, Long> offsets = moved.getOrDefault(partition, new TreeMap<>());
                long offset = offsets.getOrDefault(place.offset(), place.offset());
                places.put(partition, new OffsetAndMetadata(offset, place.metadata()));
            }
            LogEnds.answer(
                    admin.alterConsumerGroupOffsets(group.getKey(), places).all());
        }
    }
}
