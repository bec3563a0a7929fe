package io.fluxledger.audit.verify;

import io.fluxledger.events.JournalLine;
import io.fluxledger.rules.InputId;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the inputs of both folds from their first offset, decides them again, and compares every journal line, every
 * charge between the folds and every balance of the projection. On a live ledger it verifies up to the moment it began.
 */
public final class Verification {
    private static final Duration FOLD_WAIT = Duration.ofSeconds(60);
    private static final long PAUSE_MS = 100;

    private final KafkaClients clients;
    private final ProjectedBalances projection;
    private final String streamsGroup;
    private final Progress progress;

    /** Told after each partition. */
    public interface Progress {
        void verified(TopicPartition inputs, long done);
    }

    /** @param streamsGroup consumer group of the streams, which tells how far the inputs are folded */
    public Verification(KafkaClients clients, ProjectedBalances projection, String streamsGroup, Progress progress) {
        this.clients = clients;
        this.projection = projection;
        this.streamsGroup = streamsGroup;
        this.progress = progress;
    }

    /** Runs the verification. */
    public VerifyReport run() {
        Findings findings = new Findings();
        Map<TopicPartition, Long> payerEnds = ends(FoldAgain.PAYERS.inputs());
        awaitFolded(payerEnds, findings);
        Map<TopicPartition, Long> providerEnds = ends(FoldAgain.PROVIDERS.inputs());
        awaitFolded(providerEnds, findings);
        ProjectedBalances.Snapshot snapshot = projection.read();
        verify(FoldAgain.PAYERS, payerEnds, snapshot, findings);
        verify(FoldAgain.PROVIDERS, providerEnds, snapshot, findings);
        findings.checkPassedOn();
        long balances = findings.compare(snapshot);
        return findings.report(balances);
    }

    private Map<TopicPartition, Long> ends(TopicSpec topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int p = 0; p < topic.partitions(); p++) {
            partitions.add(new TopicPartition(topic.name(), p));
        }
        try (Consumer<String, byte[]> consumer = clients.rawConsumer("verify-ends", true, Map.of())) {
            return new HashMap<>(consumer.endOffsets(partitions));
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
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("cannot ask how far the streams are: " + e.getCause(), e);
        }
    }

    private void verify(
            FoldAgain fold,
            Map<TopicPartition, Long> inputEnds,
            ProjectedBalances.Snapshot snapshot,
            Findings findings) {
        Map<TopicPartition, Long> journalEnds = ends(fold.journal());
        for (int p = 0; p < fold.inputs().partitions(); p++) {
            TopicPartition inputs = new TopicPartition(fold.inputs().name(), p);
            TopicPartition journal = new TopicPartition(fold.journal().name(), p);
            long inputEnd = inputEnds.getOrDefault(inputs, 0L);
            try (PartitionLog inputLog = new PartitionLog(raw("verify-inputs"), inputs, inputEnd);
                    PartitionLog journalLog =
                            new PartitionLog(raw("verify-journal"), journal, journalEnds.getOrDefault(journal, 0L))) {
                long applied = snapshot.appliedOffsets().getOrDefault(journal, -1L);
                Set<InputId> quarantined = lookThrough(fold, inputs, inputEnd, findings);
                new PartitionCheck(fold, clients.serde(), findings, inputLog, journalLog, applied, quarantined).run();
                rest(journalLog, inputEnd, applied, findings);
            }
            progress.verified(inputs, inputEnd);
        }
    }

    /** An order to set an input aside stands behind it, so the inputs are read before they are folded. */
    private Set<InputId> lookThrough(FoldAgain fold, TopicPartition inputs, long inputEnd, Findings findings) {
        Set<InputId> quarantined = new HashSet<>();
        FoldAgain.Passing passing = fold.passing(clients.serde(), findings);
        try (PartitionLog log = new PartitionLog(raw("verify-orders"), inputs, inputEnd)) {
            for (ConsumerRecord<String, byte[]> input = log.next(); input != null; input = log.next()) {
                InputId order = passing.lookAtAny(input.value(), input.offset());
                if (order != null) {
                    quarantined.add(order);
                }
            }
        }
        return quarantined;
    }

    private Consumer<String, byte[]> raw(String clientId) {
        return clients.rawConsumer(clientId, true, Map.of("max.poll.records", 5_000));
    }

    /** Lines of inputs that came after the verification began: only added up, for the comparison with the projection. */
    private void rest(PartitionLog journal, long inputEnd, long applied, Findings findings) {
        for (ConsumerRecord<String, byte[]> record = journal.next(); record != null; record = journal.next()) {
            JournalLine line = line(record);
            if (line.getInputOffset() < inputEnd) {
                findings.difference(record.topic() + "-" + record.partition() + " offset " + record.offset()
                        + ": a line that no input leads to");
            }
            findings.line(line, record.offset() <= applied);
        }
    }

    private JournalLine line(ConsumerRecord<String, byte[]> record) {
        return (JournalLine) clients.serde().deserialize(record.value());
    }
}
