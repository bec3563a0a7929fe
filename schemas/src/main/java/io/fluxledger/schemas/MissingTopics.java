package io.fluxledger.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes a cluster hold the topics of the catalog.
 *
 * @param replication replication factor of new topics
 */
record MissingTopics(Admin admin, short replication) {
    private static final int DESCRIBE_ATTEMPTS = 100;
    private static final long DESCRIBE_PAUSE_NANOS = 200_000_000;

    /** What the ledger's clock and memory rest on. */
    private static final List<String> REQUIRED = List.of("message.timestamp.type", "cleanup.policy", "retention.ms");

    /** @throws IllegalStateException when an existing topic has another number of partitions, or keeps records or their times otherwise */
    void create() {
        Set<String> existing = await(admin.listTopics().names());
        List<NewTopic> missing = new ArrayList<>();
        for (TopicSpec topic : TopicCatalog.all()) {
            if (!existing.contains(topic.name())) {
                missing.add(newTopic(topic.name(), topic.partitions(), topic.config()));
            }
        }
        for (TopicSpec topic : TopicCatalog.withDeadLetters()) {
            if (!existing.contains(topic.deadLetters())) {
                missing.add(newTopic(topic.deadLetters(), 1, TopicCatalog.LEDGER_INPUTS.config()));
            }
        }
        for (var created : admin.createTopics(missing).values().entrySet()) {
            try {
                await(created.getValue());
            } catch (TopicExistsException e) {
                // Another starter was quicker; the partition check below decides whether that is fine.
                existing.add(created.getKey());
            }
        }
        checkPartitions();
        checkSettings(existing);
        TopicLeaders.await(admin, partitionCounts());
    }

    private Map<String, Integer> partitionCounts() {
        Map<String, Integer> counts = new TreeMap<>();
        TopicCatalog.all().forEach(topic -> counts.put(topic.name(), topic.partitions()));
        TopicCatalog.withDeadLetters().forEach(topic -> counts.put(topic.deadLetters(), 1));
        return counts;
    }

    private void checkPartitions() {
        Map<String, TopicDescription> found = describe();
        for (TopicSpec topic : TopicCatalog.all()) {
            TopicDescription description = found.get(topic.name());
            if (description == null || description.partitions().size() != topic.partitions()) {
                throw new IllegalStateException(
                        "topic %s must have %d partitions and has %s; partition counts never change"
                                .formatted(
                                        topic.name(),
                                        topic.partitions(),
                                        description == null
                                                ? "none"
                                                : description.partitions().size()));
            }
        }
    }

    /** An import that was given up, or a hand, may have left others: then producers could set the ledger's clock. */
    private void checkSettings(Set<String> existing) {
        Map<String, Map<String, String>> wanted = new TreeMap<>();
        TopicCatalog.all().forEach(topic -> wanted.put(topic.name(), topic.config()));
        TopicCatalog.withDeadLetters()
                .forEach(topic -> wanted.put(topic.deadLetters(), TopicCatalog.LEDGER_INPUTS.config()));
        wanted.keySet().retainAll(existing);
        List<ConfigResource> resources = wanted.keySet().stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        await(admin.describeConfigs(resources).all()).forEach((topic, config) -> {
            for (String name : REQUIRED) {
                String should = wanted.getOrDefault(topic.name(), Map.of()).get(name);
                ConfigEntry is = config.get(name);
                if (should != null && (is == null || !should.equals(is.value()))) {
                    throw new IllegalStateException("topic %s must have %s=%s and has %s"
                            .formatted(topic.name(), name, should, is == null ? "none" : is.value()));
                }
            }
        });
    }

    /** A broker may not know a topic yet that it has just agreed to create. */
    private Map<String, TopicDescription> describe() {
        List<String> names = TopicCatalog.names();
        for (int attempt = 1; ; attempt++) {
            try {
                return await(admin.describeTopics(names).allTopicNames());
            } catch (UnknownTopicOrPartitionException e) {
                if (attempt == DESCRIBE_ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(DESCRIBE_PAUSE_NANOS);
            }
        }
    }

    private NewTopic newTopic(String name, int partitions, Map<String, String> base) {
        Map<String, String> config = new TreeMap<>(base);
        if (replication >= 3) {
            config.put("min.insync.replicas", "2");
        }
        return new NewTopic(name, partitions, replication).configs(config);
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while talking to the broker", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the broker did not answer within 60 s", e);
        }
    }
}
