package io.fluxledger.audit.verify;

import io.fluxledger.codec.LineEncoder;
import io.fluxledger.codec.RecordFold;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.rules.InMemoryPayerStore;
import io.fluxledger.rules.InMemoryProviderStore;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.ProviderFold;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
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

    /** One fold's topics. */
    private record Fold(TopicSpec inputs, TopicSpec journal) {}

    private static final Fold PAYERS = new Fold(TopicCatalog.LEDGER_INPUTS, TopicCatalog.LEDGER_JOURNAL);
    private static final Fold PROVIDERS = new Fold(TopicCatalog.PROVIDER_INPUTS, TopicCatalog.PROVIDER_JOURNAL);

    /** Runs the verification. */
    public VerifyReport run() {
        Findings findings = new Findings();
        Map<TopicPartition, Long> payerEnds = ends(PAYERS.inputs());
        awaitFolded(payerEnds, findings);
        Map<TopicPartition, Long> providerEnds = ends(PROVIDERS.inputs());
        awaitFolded(providerEnds, findings);
        ProjectedBalances.Snapshot snapshot = projection.read();
        verify(PAYERS, payerEnds, snapshot, findings);
        verify(PROVIDERS, providerEnds, snapshot, findings);
        findings.checkCharges();
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
            Fold fold, Map<TopicPartition, Long> inputEnds, ProjectedBalances.Snapshot snapshot, Findings findings) {
        Map<TopicPartition, Long> journalEnds = ends(fold.journal());
        for (int p = 0; p < fold.inputs().partitions(); p++) {
            TopicPartition inputs = new TopicPartition(fold.inputs().name(), p);
            TopicPartition journal = new TopicPartition(fold.journal().name(), p);
            long inputEnd = inputEnds.getOrDefault(inputs, 0L);
            try (PartitionLog inputLog = new PartitionLog(raw("verify-inputs"), inputs, inputEnd);
                    PartitionLog journalLog =
                            new PartitionLog(raw("verify-journal"), journal, journalEnds.getOrDefault(journal, 0L))) {
                long applied = snapshot.appliedOffsets().getOrDefault(journal, -1L);
                new PartitionCheck(fold, findings, inputLog, journalLog, applied).run();
                rest(journalLog, inputEnd, applied, findings);
            }
            progress.verified(inputs, inputEnd);
        }
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

    /** Decides one partition again, input by input, line by line. */
    private final class PartitionCheck {
        private final Fold fold;
        private final Findings findings;
        private final PartitionLog inputs;
        private final PartitionLog journal;
        private final long applied;
        private final RecordFold again;

        PartitionCheck(Fold fold, Findings findings, PartitionLog inputs, PartitionLog journal, long applied) {
            this.fold = fold;
            this.findings = findings;
            this.inputs = inputs;
            this.journal = journal;
            this.applied = applied;
            this.again = fold.equals(PAYERS)
                    ? RecordFold.of(clients.serde(), new PayerFold(new InMemoryPayerStore()))
                    : RecordFold.of(clients.serde(), new ProviderFold(new InMemoryProviderStore()));
        }

        void run() {
            for (ConsumerRecord<String, byte[]> input = inputs.next(); input != null; input = inputs.next()) {
                findings.input();
                Header id = input.headers().lastHeader(EventHeaders.ID);
                RecordFold.Result result = again.fold(
                        input.partition(),
                        fold.inputs().partitions(),
                        input.offset(),
                        input.timestamp(),
                        input.key() == null ? null : input.key().getBytes(StandardCharsets.UTF_8),
                        input.value(),
                        id == null ? null : id.value());
                for (io.fluxledger.rules.JournalLine expected : result.folded().lines()) {
                    if (!isNext(input, expected)) {
                        return;
                    }
                }
                for (ProviderInput.UsageCharged charge : result.folded().charges()) {
                    findings.issued(LineEncoder.charge(charge));
                }
                if (fold.equals(PROVIDERS) && result.unreadable() == null) {
                    charge(input);
                }
            }
        }

        private void charge(ConsumerRecord<String, byte[]> input) {
            try {
                if (clients.serde().deserialize(input.value()) instanceof UsageCharged charge) {
                    findings.found(charge, input.offset());
                }
            } catch (UnreadableRecordException e) {
                throw new IllegalStateException("read a moment ago", e);
            }
        }

        /** Whether the journal goes on with that line; after a difference the partition cannot be followed further. */
        private boolean isNext(ConsumerRecord<String, byte[]> input, io.fluxledger.rules.JournalLine expected) {
            String at = fold.journal().name() + "-" + input.partition() + ", input offset " + input.offset();
            ConsumerRecord<String, byte[]> record = journal.next();
            if (record == null) {
                findings.difference(at + ": the journal has no line for " + expected.inputType());
                return false;
            }
            JournalLine found = line(record);
            JournalLine wanted = LineEncoder.line(expected, found.getInputPartition(), found.getInputOffset());
            findings.line(found, record.offset() <= applied);
            if (wanted.equals(found)) {
                return true;
            }
            findings.difference(at + ", journal offset " + record.offset() + ": " + firstField(wanted, found));
            return false;
        }

        private static String firstField(SpecificRecord wanted, SpecificRecord found) {
            for (Schema.Field field : wanted.getSchema().getFields()) {
                Object a = wanted.get(field.pos());
                Object b = found.get(field.pos());
                if (a == null ? b != null : !a.equals(b)) {
                    return field.name() + " is " + b + ", decided again it is " + a;
                }
            }
            return "the lines differ";
        }
    }
}
