package io.fluxledger.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What early answers rest on: a record that was acknowledged is never lost. On a cluster of three brokers or more that means
 * three replicas, two of them in sync, and no unclean election; on fewer brokers nothing can be required, and it is said.
 */
public final class Durability {
    private static final Logger LOG = LoggerFactory.getLogger(Durability.class);
    private static final int BROKERS = 3;
    private static final int IN_SYNC = 2;

    private Durability() {}

    /** @throws ConfigurationException naming the topics that may lose acknowledged records on a cluster that need not */
    public static void require(KafkaClients clients, Collection<String> topics) {
        try (Admin admin = clients.admin()) {
            int brokers = admin.describeCluster().nodes().get().size();
            if (brokers < BROKERS) {
                LOG.warn(
                        "{} broker(s): not safe against the loss of a disk or of power; for development only", brokers);
                return;
            }
            List<String> unsafe = unsafe(admin, topics);
            if (!unsafe.isEmpty()) {
                throw new ConfigurationException("these topics may lose acknowledged records: " + unsafe
                        + "; give them 3 replicas, min.insync.replicas=2, unclean.leader.election.enable=false");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigurationException("stopped while the topics' durability was read");
        } catch (ExecutionException e) {
            throw new ConfigurationException("cannot read the topics' durability: " + e.getCause());
        }
    }

    private static List<String> unsafe(Admin admin, Collection<String> topics)
            throws InterruptedException, ExecutionException {
        Map<String, TopicDescription> described =
                admin.describeTopics(topics).allTopicNames().get();
        Map<ConfigResource, Config> configs = admin.describeConfigs(topics.stream()
                        .map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t))
                        .toList())
                .all()
                .get();
        List<String> unsafe = new ArrayList<>();
        configs.forEach((topic, config) -> {
            TopicDescription description = described.get(topic.name());
            boolean replicated = description != null
                    && description.partitions().stream()
                            .allMatch(p -> p.replicas().size() >= BROKERS);
            boolean inSync = Integer.parseInt(config.get("min.insync.replicas").value()) >= IN_SYNC;
            boolean clean = !Boolean.parseBoolean(
                    config.get("unclean.leader.election.enable").value());
            if (!replicated || !inSync || !clean) {
                unsafe.add(topic.name());
            }
        });
        return unsafe;
    }
}
