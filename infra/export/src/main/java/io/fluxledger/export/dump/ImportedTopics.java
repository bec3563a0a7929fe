package io.fluxledger.export.dump;

import io.fluxledger.export.log.LogEnds;
import io.fluxledger.schemas.TopicLeaders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The topics of a dump in the cluster that it is restored into. While records are written their times are those that are given,
 * and nothing is compacted; afterwards the topics are what they were, with append times of the broker.
 */
final class ImportedTopics {
    private static final String TIMESTAMPS = "message.timestamp.type";
    private static final String OWN_TIMES = "CreateTime";
    private static final long SETTINGS_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String CLEANUP = "cleanup.policy";
    private static final String IN_SYNC = "min.insync.replicas";

    private final Admin admin;
    private final DumpManifest dump;
    private final short replication;
    private final Set<String> existing;

    ImportedTopics(Admin admin, DumpManifest dump, short replication) {
        this.admin = admin;
        this.dump = dump;
        this.replication = replication;
        this.existing = LogEnds.answer(admin.listTopics().names());
    }

    /** @throws DumpException when one of the topics has a record, or another number of partitions */
    void requireEmpty() {
        List<DumpManifest.Topic> there =
                dump.topics().stream().filter(t -> existing.contains(t.name())).toList();
        Collection<TopicPartition> partitions = LogEnds.partitions(
                admin, there.stream().map(DumpManifest.Topic::name).toList());
        for (DumpManifest.Topic topic : there) {
            long count = partitions.stream()
                    .filter(p -> p.topic().equals(topic.name()))
                    .count();
            if (count != topic.partitions().size()) {
                throw new DumpException("%s has %d partitions there and %d in the dump"
                        .formatted(topic.name(), count, topic.partitions().size()));
            }
        }
        LogEnds.ends(admin, partitions).forEach((partition, end) -> {
            if (end > 0) {
                throw new DumpException("the cluster is not empty: %s ends at %d".formatted(partition, end));
            }
        });
    }

    /** Creates what is missing, ready to be filled. */
    void prepare() {
        List<NewTopic> missing = new ArrayList<>();
        Map<String, SortedMap<String, String>> changed = new HashMap<>();
        for (DumpManifest.Topic topic : dump.topics()) {
            SortedMap<String, String> config = own(topic);
            config.put(TIMESTAMPS, OWN_TIMES);
            config.put(CLEANUP, "delete");
            config.put("retention.ms", "-1");
            if (existing.contains(topic.name())) {
                changed.put(topic.name(), config);
            } else {
                missing.add(new NewTopic(topic.name(), topic.partitions().size(), replication).configs(config));
            }
        }
        TopicLeaders.create(admin, missing);
        set(changed, false);
        awaitOwnTimes(changed.keySet());
    }

    /** The controller agrees before the brokers know: until then they would give records their own times. */
    private void awaitOwnTimes(Set<String> topics) {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        long giveUpAt = System.nanoTime() + SETTINGS_TIMEOUT_NANOS;
        List<String> others = new ArrayList<>(topics);
        while (!others.isEmpty()) {
            others.clear();
            LogEnds.answer(admin.describeConfigs(resources).all()).forEach((resource, config) -> {
                ConfigEntry type = config.get(TIMESTAMPS);
                if (type == null || !OWN_TIMES.equals(type.value())) {
                    others.add(resource.name());
                }
            });
            if (!others.isEmpty()) {
                if (System.nanoTime() > giveUpAt) {
                    throw new DumpException("%s of %s does not become %s; does an operator set it back?"
                            .formatted(TIMESTAMPS, others, OWN_TIMES));
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Makes them what they were. */
    void finish() {
        Map<String, SortedMap<String, String>> changed = new HashMap<>();
        dump.topics().forEach(topic -> changed.put(topic.name(), own(topic)));
        set(changed, true);
    }

    private SortedMap<String, String> own(DumpManifest.Topic topic) {
        SortedMap<String, String> config = new TreeMap<>(topic.config());
        if (Integer.parseInt(config.getOrDefault(IN_SYNC, "1")) > replication) {
            config.remove(IN_SYNC);
        }
        return config;
    }

    /** @param whole whether what is not named goes back to the broker's default */
    private void set(Map<String, SortedMap<String, String>> configs, boolean whole) {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        configs.forEach((topic, config) -> {
            List<AlterConfigOp> ops = new ArrayList<>();
            config.forEach((name, value) ->
                    ops.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
            if (whole) {
                for (String name : List.of(TIMESTAMPS, CLEANUP, "retention.ms")) {
                    if (!config.containsKey(name)) {
                        ops.add(new AlterConfigOp(new ConfigEntry(name, ""), AlterConfigOp.OpType.DELETE));
                    }
                }
            }
            changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic), ops);
        });
        LogEnds.answer(admin.incrementalAlterConfigs(changes).all());
    }
}
