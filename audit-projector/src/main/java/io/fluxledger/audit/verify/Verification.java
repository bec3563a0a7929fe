package io.fluxledger.audit.verify;

import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the inputs of both folds from their first offset, decides them again, and compares every journal line, every
 * charge between the folds and every balance of the projection; several partitions at a time. On a live ledger it verifies
 * up to the moment it began.
 */
public final class Verification {
    private static final Duration FOLD_WAIT = Duration.ofSeconds(60);
    private static final long PAUSE_MS = 100;
    private static final long NANOS_PER_MS = 1_000_000;

    private final KafkaClients clients;
    private final ProjectedBalances projection;
    private final String streamsGroup;
    private final Progress progress;
    private final int threads;

    /** Told once a second how far it is, by a thread of its own. */
    public interface Progress {
        Progress SILENT = state -> {};

        void at(State state);

        /**
         * How far a verification is.
         *
         * @param inputs inputs decided again, of both folds
         * @param allInputs offsets of all inputs, an upper bound
         * @param inputsPerS since deciding began
         * @param partitionsDone partitions of both folds that are compared
         */
        record State(long inputs, long allInputs, double inputsPerS, int partitionsDone, int partitions) {}
    }

    /** @param streamsGroup consumer group of the streams, which tells how far the inputs are folded */
    public Verification(KafkaClients clients, ProjectedBalances projection, String streamsGroup, Progress progress) {
        this(clients, projection, streamsGroup, progress, Runtime.getRuntime().availableProcessors());
    }

    /** @param threads partitions that are verified at a time */
    public Verification(
            KafkaClients clients, ProjectedBalances projection, String streamsGroup, Progress progress, int threads) {
        this.clients = clients;
        this.projection = projection;
        this.streamsGroup = streamsGroup;
        this.progress = progress;
        this.threads = threads;
    }

    /** Runs the verification. */
    public VerifyReport run() {
        Findings findings = new Findings();
        // Whatever is on the providers' inputs by now was charged by payers' inputs that are verified.
        Map<TopicPartition, Long> surelyIssued = ends(FoldAgain.PROVIDERS.inputs());
        Map<TopicPartition, Long> payerEnds = ends(FoldAgain.PAYERS.inputs());
        awaitFolded(payerEnds, findings);
        Map<TopicPartition, Long> providerEnds = settledEnds(FoldAgain.PROVIDERS.inputs(), findings);
        awaitFolded(providerEnds, findings);
        ProjectedBalances.Snapshot snapshot = projection.read();

        PassedOn passedOn = new PassedOn(
                clients.serde(),
                FoldAgain.PAYERS.inputs().partitions(),
                byPartition(FoldAgain.PROVIDERS.inputs(), surelyIssued));
        ExecutorService workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("verify-", 0).factory());
        try (ProgressClock clock = new ProgressClock(progress, sum(payerEnds) + sum(providerEnds), partitions())) {
            // Behind the snapshot, so that all that it has applied is compared.
            Map<TopicPartition, Long> payerJournal = settledEnds(FoldAgain.PAYERS.journal(), findings);
            List<PartitionFindings> payers =
                    verify(FoldAgain.PAYERS, payerEnds, payerJournal, snapshot, passedOn, clock, workers);
            Map<TopicPartition, Long> providerJournal = settledEnds(FoldAgain.PROVIDERS.journal(), findings);
            List<PartitionFindings> providers =
                    verify(FoldAgain.PROVIDERS, providerEnds, providerJournal, snapshot, passedOn, clock, workers);
            findings.add(payers);
            findings.add(providers);
            passedOn.differences(payers, providers).forEach(findings::difference);
        } finally {
            workers.shutdownNow();
        }
        long balances = findings.compare(snapshot);
        return findings.report(balances);
    }

    private static int partitions() {
        return FoldAgain.PAYERS.inputs().partitions()
                + FoldAgain.PROVIDERS.inputs().partitions();
    }

    private static long sum(Map<TopicPartition, Long> ends) {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long[] byPartition(TopicSpec topic, Map<TopicPartition, Long> offsets) {
        long[] all = new long[topic.partitions()];
        for (int p = 0; p < all.length; p++) {
            all[p] = offsets.getOrDefault(new TopicPartition(topic.name(), p), 0L);
        }
        return all;
    }

    /**
     * Offsets behind all that was written by now, once it is committed or aborted. That a transaction is over is known in one
     * partition before another, so that an input may count as folded a moment before what the fold made of it can be read.
     */
    private Map<TopicPartition, Long> settledEnds(TopicSpec topic, Findings findings) {
        long giveUp = System.nanoTime() + FOLD_WAIT.toNanos();
        Map<TopicPartition, Long> written = ends(topic, IsolationLevel.READ_UNCOMMITTED);
        while (true) {
            Map<TopicPartition, Long> committed = ends(topic);
            List<TopicPartition> open = written.keySet().stream()
                    .filter(p -> committed.getOrDefault(p, 0L) < written.getOrDefault(p, 0L))
                    .toList();
            if (open.isEmpty()) {
                return committed;
            }
            if (System.nanoTime() > giveUp) {
                findings.difference("a transaction does not end (verify again when it has): " + open);
                return committed;
            }
            LockSupport.parkNanos(PAUSE_MS * NANOS_PER_MS);
        }
    }

    /** Offsets behind the last committed records. */
    private Map<TopicPartition, Long> ends(TopicSpec topic) {
        return ends(topic, IsolationLevel.READ_COMMITTED);
    }

    private Map<TopicPartition, Long> ends(TopicSpec topic, IsolationLevel level) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int p = 0; p < topic.partitions(); p++) {
            latest.put(new TopicPartition(topic.name(), p), OffsetSpec.latest());
        }
        try (Admin admin = clients.admin()) {
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(latest, new ListOffsetsOptions(level))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot ask where " + topic.name() + " ends: " + e.getCause(), e);
        }
    }

    /** Waits until the streams have folded what is there: an input without an answer after that is a difference. */
    private void awaitFolded(Map<TopicPartition, Long> ends, Findings findings) {
        long giveUp = System.nanoTime() + FOLD_WAIT.toNanos();
        try (Admin admin = clients.admin()) {
            while (true) {
                Map<TopicPartition, OffsetAndMetadata> folded = admin.listConsumerGroupOffsets(streamsGroup)
                        .partitionsToOffsetAndMetadata()
                        .get();
                List<String> behind = new ArrayList<>();
                ends.forEach((partition, end) -> {
                    @Nullable OffsetAndMetadata offset = folded.get(partition);
                    if (end > 0 && (offset == null || offset.offset() < end)) {
                        behind.add(partition + " at " + (offset == null ? 0 : offset.offset()) + " of " + end);
                    }
                });
                if (behind.isEmpty()) {
                    return;
                }
                if (System.nanoTime() > giveUp) {
                    findings.difference("inputs are not folded (is the streams service up?): " + behind);
                    return;
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot ask how far the streams are: " + e.getCause(), e);
        }
    }

    private List<PartitionFindings> verify(
            FoldAgain fold,
            Map<TopicPartition, Long> inputEnds,
            Map<TopicPartition, Long> journalEnds,
            ProjectedBalances.Snapshot snapshot,
            PassedOn passedOn,
            ProgressClock clock,
            ExecutorService workers) {
        long[] inputs = byPartition(fold.inputs(), inputEnds);
        long[] journals = byPartition(fold.journal(), journalEnds);
        List<Callable<PartitionFindings>> checks = new ArrayList<>();
        for (int p = 0; p < inputs.length; p++) {
            long applied = snapshot.appliedOffsets()
                    .getOrDefault(new TopicPartition(fold.journal().name(), p), -1L);
            PartitionCheck.Span span = new PartitionCheck.Span(p, inputs[p], journals[p], applied);
            checks.add(() -> {
                PartitionFindings found = new PartitionCheck(fold, clients, span, passedOn, clock.inputs()).run();
                clock.partitionDone();
                return found;
            });
        }
        return all(checks, workers);
    }

    private static List<PartitionFindings> all(List<Callable<PartitionFindings>> checks, ExecutorService workers) {
        List<Future<PartitionFindings>> running =
                checks.stream().map(workers::submit).toList();
        List<PartitionFindings> found = new ArrayList<>();
        try {
            for (Future<PartitionFindings> each : running) {
                found.add(each.get());
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("a partition could not be verified", e.getCause());
        }
    }
}
