package io.fluxledger.schemas;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * One topic of the ledger.
 *
 * @param name topic name, with its version
 * @param key what the record key holds
 * @param description what the topic is for
 * @param partitions partition count; never changes once the topic exists
 * @param cleanup what the broker does with old records
 * @param schemas record types that may appear, each registered as {@code <topic>-<record full name>}
 */
public record TopicSpec(
        String name, String key, String description, int partitions, Cleanup cleanup, List<Schema> schemas) {
    /** What happens to old records. */
    public enum Cleanup {
        /** Kept for ever, whole. */
        KEEP("delete"),
        /** The latest value of each key is kept. */
        COMPACT("compact");

        private final String policy;

        Cleanup(String policy) {
            this.policy = policy;
        }
    }

    public TopicSpec {
        schemas = List.copyOf(schemas);
    }

    /** Topic configuration: append time is the broker's, because the ledger's clock is the log. */
    public Map<String, String> config() {
        Map<String, String> config = new TreeMap<>();
        config.put("cleanup.policy", cleanup.policy);
        config.put("message.timestamp.type", "LogAppendTime");
        if (cleanup == Cleanup.KEEP) {
            config.put("retention.ms", "-1");
            config.put("retention.bytes", "-1");
        }
        return config;
    }

    /** Registry subject of a record type on this topic (TopicRecordNameStrategy). */
    public String subject(Schema schema) {
        return name + "-" + schema.getFullName();
    }

    /** Name of the topic's dead-letter topic. */
    public String deadLetters() {
        return name + ".dlq";
    }
}
