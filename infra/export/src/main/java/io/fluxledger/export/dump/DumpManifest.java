package io.fluxledger.export.dump;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fluxledger.schemas.SchemaRegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What manifest.json of a dump says.
 *
 * @param format version of this form
 * @param clusterId the Kafka cluster that was read
 * @param takenAt when, ISO-8601 in UTC
 * @param quiet whether nothing was written while it was read: only then do all files show the same moment
 * @param topics in the order of their names
 * @param schemas everything that was registered, in the order of ids
 * @param groups committed places of consumer groups, by group
 */
public record DumpManifest(
        int format,
        String clusterId,
        String takenAt,
        boolean quiet,
        List<Topic> topics,
        List<SchemaRegistryClient.Registered> schemas,
        SortedMap<String, List<Place>> groups) {
    static final int FORMAT = 1;
    private static final String FILE = "manifest.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public DumpManifest {
        topics = List.copyOf(topics);
        schemas = List.copyOf(schemas);
        groups = new TreeMap<>(groups);
    }

    /**
     * A topic.
     *
     * @param config what was set for the topic, defaults left out
     */
    public record Topic(String name, SortedMap<String, String> config, List<Partition> partitions) {
        public Topic {
            config = new TreeMap<>(config);
            partitions = List.copyOf(partitions);
        }

        /** Whether the broker drops older records of a key: then offsets have holes, and nothing refers to them. */
        boolean compacted() {
            return config.getOrDefault("cleanup.policy", "delete").contains("compact");
        }
    }

    /**
     * A partition and the file with its records.
     *
     * @param start offset of the first record that the cluster had
     * @param end offset behind the last one
     * @param records number of committed records
     * @param file name in the dump
     * @param sha256 of the file, hex
     * @param head hash of the last line, hex; empty where the partition is none of a journal
     */
    public record Partition(
            int partition, long start, long end, long records, String file, String sha256, String head) {}

    /** Where a consumer group stood. */
    public record Place(String topic, int partition, long offset, String metadata) {}

    /** Number of committed records in all files. */
    public long recordCount() {
        return topics.stream()
                .flatMap(t -> t.partitions().stream())
                .mapToLong(Partition::records)
                .sum();
    }

    /** Reads the manifest of a dump. */
    public static DumpManifest read(Path dump) {
        Path file = dump.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new DumpException(dump + " is no dump: it has no " + FILE);
        }
        try {
            DumpManifest manifest = JSON.readValue(file.toFile(), DumpManifest.class);
            if (manifest.format() != FORMAT) {
                throw new DumpException(
                        "%s has format %d; this build reads %d".formatted(dump, manifest.format(), FORMAT));
            }
            return manifest;
        } catch (IOException e) {
            throw new DumpException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Written last: a dump without it is not complete. */
    void write(Path dump) {
        try {
            JSON.writeValue(dump.resolve(FILE).toFile(), this);
        } catch (IOException e) {
            throw new DumpException("cannot write the manifest of " + dump + ": " + e.getMessage(), e);
        }
    }
}
