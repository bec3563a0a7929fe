package io.fluxledger.export.dump;

import io.fluxledger.export.log.LogEnds;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * How far a cluster is at one look.
 *
 * @param ends offsets behind the last records
 * @param committed offsets behind the last records of closed transactions
 * @param groups where consumer groups stand
 */
record ClusterState(
        Map<TopicPartition, Long> ends,
        Map<TopicPartition, Long> committed,
        SortedMap<String, List<DumpManifest.Place>> groups) {
    private static final String CHANGE_LOG = "-changelog";

    static ClusterState look(Admin admin, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> committed = LogEnds.committedEnds(admin, partitions);
        return new ClusterState(LogEnds.ends(admin, partitions), committed, groups(admin, partitions));
    }

    /** The ledger's topics that exist: those of the catalog, their dead letters, the change logs of the folds. */
    static SortedSet<String> topics(Admin admin) {
        Set<String> ours =
                TopicCatalog.all().stream().map(TopicSpec::name).collect(Collectors.toCollection(TreeSet::new));
        TopicCatalog.withDeadLetters().forEach(t -> ours.add(t.deadLetters()));
        SortedSet<String> found =
                new TreeSet<>(LogEnds.answer(admin.listTopics().names()));
        found.removeIf(name -> !ours.contains(name) && !name.endsWith(CHANGE_LOG));
        return found;
    }

    /** What was set for topics, defaults left out. */
    static Map<String, SortedMap<String, String>> configs(Admin admin, Collection<String> topics) {
        List<ConfigResource> wanted = topics.stream()
                .map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t))
                .toList();
        Map<String, SortedMap<String, String>> all = new TreeMap<>();
        LogEnds.answer(admin.describeConfigs(wanted).all()).forEach((topic, config) -> {
            SortedMap<String, String> set = new TreeMap<>();
            for (ConfigEntry entry : config.entries()) {
                if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                    set.put(entry.name(), entry.value());
                }
            }
            all.put(topic.name(), set);
        });
        return all;
    }

    private static SortedMap<String, List<DumpManifest.Place>> groups(
            Admin admin, Collection<TopicPartition> partitions) {
        SortedMap<String, List<DumpManifest.Place>> groups = new TreeMap<>();
        for (GroupListing group : LogEnds.answer(
                admin.listGroups(ListGroupsOptions.forConsumerGroups()).all())) {
            List<DumpManifest.Place> places = new ArrayList<>();
            LogEnds.answer(admin.listConsumerGroupOffsets(group.groupId()).partitionsToOffsetAndMetadata())
                    .forEach((partition, offset) -> {
                        if (offset != null && partitions.contains(partition)) {
                            places.add(new DumpManifest.Place(
                                    partition.topic(), partition.partition(), offset.offset(), offset.metadata()));
                        }
                    });
            places.sort(
                    Comparator.comparing(DumpManifest.Place::topic).thenComparingInt(DumpManifest.Place::partition));
            if (!places.isEmpty()) {
                groups.put(group.groupId(), places);
            }
        }
        return groups;
    }

    /** What was written between this look and a later one, or is still open; empty when nothing. */
    List<String> movement(ClusterState later) {
        List<String> moved = new ArrayList<>();
        ends.forEach((partition, end) -> {
            if (!end.equals(later.ends.get(partition))) {
                moved.add("%s went from %d to %d".formatted(partition, end, later.ends.get(partition)));
            } else if (!end.equals(later.committed.get(partition))) {
                moved.add("%s has an open transaction at %d".formatted(partition, later.committed.get(partition)));
            }
        });
        if (!groups.equals(later.groups)) {
            moved.add("consumer groups committed");
        }
        return moved;
    }
}
