package io.fluxledger.bench.cluster;

import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.ServerFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** Streams instances of one cluster as a group: who has which partitions, and how far they are. */
public final class Fleet implements AutoCloseable {
    private static final long POLL_NANOS = 50_000_000;

    private final LedgerCluster cluster;
    private final Tuning tuning;
    private final Admin admin;
    private final List<StreamsProcess> instances = new ArrayList<>();

    /** @param tuning what differs from the defaults in every instance */
    public Fleet(LedgerCluster cluster, Tuning tuning) {
        this.cluster = cluster;
        this.tuning = tuning;
        this.admin = cluster.clients().admin();
    }

    /** Starts one more instance and returns at once. */
    public StreamsProcess add() {
        StreamsProcess instance = cluster.streams("streams-" + (instances.size() + 1), tuning);
        instances.add(instance);
        instance.start();
        return instance;
    }

    public List<StreamsProcess> instances() {
        return List.copyOf(instances);
    }

    /**
     * Waits until the group is stable, every running instance is in it and none else, and every partition of the payers'
     * inputs is owned. Instances that have yet to build up state may own none.
     *
     * @throws ServerFailedException when that takes longer
     */
    public void awaitStable(Duration timeout) {
        await(this::isStable, timeout);
    }

    /**
     * As {@link #awaitStable}, and each instance owns partitions.
     *
     * @throws ServerFailedException when that takes longer
     */
    public void awaitBalanced(Duration timeout) {
        await(() -> isStable() && partitionsByInstance().values().stream().allMatch(n -> n > 0), timeout);
    }

    /** The running instance that owns the most partitions. */
    public StreamsProcess busiest() {
        Map<String, Long> shares = partitionsByInstance();
        return instances.stream()
                .filter(StreamsProcess::alive)
                .max(Comparator.comparingLong(instance -> share(shares, instance)))
                .orElseThrow(() -> new ServerFailedException("no instance is running"));
    }

    private void await(BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new ServerFailedException(
                        "the streams are not at rest after %s: %s".formatted(timeout, partitionsByInstance()));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean isStable() {
        Map<String, Long> shares = partitionsByInstance();
        return shares.size() == instances.stream().filter(StreamsProcess::alive).count()
                && shares.values().stream().mapToLong(Long::longValue).sum() == TopicCatalog.LEDGER_INPUTS.partitions();
    }

    /** A member's id is its instance's and the number of the thread. */
    private static long share(Map<String, Long> shares, StreamsProcess instance) {
        return shares.entrySet().stream()
                .filter(e -> e.getKey().startsWith(instance.id() + "-"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Number of the payers' inputs partitions that each member has; empty while the group is not stable. */
    public Map<String, Long> partitionsByInstance() {
        Map<String, Long> shares = new TreeMap<>();
        ConsumerGroupDescription group = group();
        if (group == null || group.groupState() != GroupState.STABLE) {
            return Map.of();
        }
        group.members()
                .forEach(member -> shares.merge(
                        member.groupInstanceId().orElse(member.consumerId()),
                        member.assignment().topicPartitions().stream()
                                .filter(p -> p.topic().equals(TopicCatalog.LEDGER_INPUTS.name()))
                                .count(),
                        Long::sum));
        return shares;
    }

    private @Nullable ConsumerGroupDescription group() {
        try {
            return admin.describeConsumerGroups(List.of(LedgerCluster.STREAMS_GROUP))
                    .all()
                    .get(60, TimeUnit.SECONDS)
                    .get(LedgerCluster.STREAMS_GROUP);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return null;
            }
            throw unanswered(e);
        } catch (TimeoutException e) {
            throw unanswered(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailedException("interrupted", e);
        }
    }

    /** Number of payers' inputs whose lines are committed. */
    public long folded() {
        try {
            return admin
                    .listConsumerGroupOffsets(LedgerCluster.STREAMS_GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get(60, TimeUnit.SECONDS)
                    .entrySet()
                    .stream()
                    .filter(e -> e.getKey().topic().equals(TopicCatalog.LEDGER_INPUTS.name()))
                    .mapToLong(e -> e.getValue().offset())
                    .sum();
        } catch (ExecutionException | TimeoutException e) {
            throw unanswered(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailedException("interrupted", e);
        }
    }

    private static ServerFailedException unanswered(Exception e) {
        return new ServerFailedException("the brokers do not say how the streams are: " + e, e);
    }

    /** Kills the instances that run. */
    @Override
    public void close() {
        instances.forEach(StreamsProcess::kill);
        admin.close();
    }
}
