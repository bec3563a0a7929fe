package io.fluxledger.export.dump;

import io.fluxledger.events.JournalLine;
import io.fluxledger.export.log.LogEnds;
import io.fluxledger.export.log.LogReader;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes all topics of a ledger, its schemas and the places of its consumer groups into a directory. What the transactions
 * of the folds join (lines, charges, change logs, places) belongs together only when nobody writes meanwhile; so a dump that
 * is to be restored is taken while the services are stopped, and it is found out whether they were.
 */
public final class ClusterExport {
    private static final String RECORDS = "records";
    private static final Set<String> JOURNALS =
            Set.of(TopicCatalog.LEDGER_JOURNAL.name(), TopicCatalog.PROVIDER_JOURNAL.name());

    private final KafkaClients clients;
    private final SchemaRegistryClient registry;
    private final DumpProgress progress;

    public ClusterExport(KafkaClients clients, SchemaRegistryClient registry, DumpProgress progress) {
        this.clients = clients;
        this.registry = registry;
        this.progress = progress;
    }

    /** What to do when something is written meanwhile. */
    public enum Meanwhile {
        /** The dump is refused, its files are left for a look. */
        REFUSE,
        /** The dump is marked: it can be read, not restored. */
        MARK
    }

    /**
     * Writes the dump.
     *
     * @param directory new or empty
     * @throws DumpException when the directory has files, or the log moved or cannot be restored and that is refused
     */
    public DumpManifest run(Path directory, Meanwhile meanwhile) {
        Path records = prepare(directory);
        try (Admin admin = clients.admin()) {
            Collection<String> names = ClusterState.topics(admin);
            if (names.isEmpty()) {
                throw new DumpException("the cluster has no topic of a ledger");
            }
            Collection<TopicPartition> partitions = LogEnds.partitions(admin, names);
            Map<TopicPartition, Long> starts = LogEnds.starts(admin, partitions);
            ClusterState before = ClusterState.look(admin, partitions);
            List<PartitionWork.Task<Copied>> copies = new ArrayList<>();
            before.committed()
                    .forEach((partition, end) -> copies.add(new PartitionWork.Task<>(
                            partition.toString(),
                            () -> copy(partition, starts.getOrDefault(partition, 0L), end, records))));
            List<Copied> copied = PartitionWork.run(copies, progress);
            List<String> moved = before.movement(ClusterState.look(admin, partitions));
            if (!moved.isEmpty() && meanwhile == Meanwhile.REFUSE) {
                throw new DumpException("something was written meanwhile, stop the services first: " + moved);
            }
            List<DumpManifest.Topic> topics = topics(copied, ClusterState.configs(admin, names));
            if (meanwhile == Meanwhile.REFUSE) {
                requireRestorable(topics, directory);
            }
            DumpManifest manifest = new DumpManifest(
                    DumpManifest.FORMAT,
                    LogEnds.answer(admin.describeCluster().clusterId()),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    moved.isEmpty(),
                    topics,
                    registry.registered(),
                    before.groups());
            manifest.write(directory);
            return manifest;
        }
    }

    private static void requireRestorable(List<DumpManifest.Topic> topics, Path directory) {
        for (DumpManifest.Topic topic : topics) {
            for (DumpManifest.Partition partition : topic.partitions()) {
                long first = DumpFile.firstOffset(directory.resolve(partition.file()));
                Restorable.obstacle(topic, partition, first).ifPresent(why -> {
                    throw new DumpException("this log can be copied for reading, not for restoring: " + why);
                });
            }
        }
    }

    private record Copied(String topic, DumpManifest.Partition partition) {}

    private static Path prepare(Path directory) {
        try {
            Path records = directory.resolve(RECORDS);
            if (Files.exists(directory)) {
                try (Stream<Path> files = Files.list(directory)) {
                    if (files.findAny().isPresent()) {
                        throw new DumpException(directory + " has files already; name a new directory");
                    }
                }
            }
            return Files.createDirectories(records);
        } catch (IOException e) {
            throw new DumpException("cannot make " + directory + ": " + e.getMessage(), e);
        }
    }

    private Copied copy(TopicPartition partition, long start, long end, Path records) throws IOException {
        String name = "%s-%d.avro".formatted(partition.topic(), partition.partition());
        DumpFile.Writer writer = new DumpFile.Writer(records.resolve(name));
        LastValue last = new LastValue();
        try (writer) {
            new LogReader(clients).<IOException>read(partition, end, record -> {
                writer.write(DumpedRecord.of(record));
                last.value = record.value();
            });
        }
        return new Copied(
                partition.topic(),
                new DumpManifest.Partition(
                        partition.partition(),
                        start,
                        end,
                        writer.count(),
                        RECORDS + "/" + name,
                        writer.digest(),
                        JOURNALS.contains(partition.topic()) ? head(clients.serde(), last.value) : ""));
    }

    private static final class LastValue {
        byte @Nullable [] value;
    }

    /** Hash of the line that a value is; empty where there is none. */
    static String head(EventSerde serde, byte @Nullable [] lastLine) {
        return lastLine == null
                ? ""
                : HexFormat.of()
                        .formatHex(((JournalLine) serde.deserialize(lastLine))
                                .getHash()
                                .bytes());
    }

    private static List<DumpManifest.Topic> topics(
            List<Copied> copied, Map<String, SortedMap<String, String>> configs) {
        SortedMap<String, List<DumpManifest.Partition>> byTopic = new TreeMap<>();
        for (Copied each : copied) {
            byTopic.computeIfAbsent(each.topic(), t -> new ArrayList<>()).add(each.partition());
        }
        List<DumpManifest.Topic> topics = new ArrayList<>();
        byTopic.forEach((topic, partitions) ->
                topics.add(new DumpManifest.Topic(topic, Objects.requireNonNull(configs.get(topic)), partitions)));
        return topics;
    }
}
