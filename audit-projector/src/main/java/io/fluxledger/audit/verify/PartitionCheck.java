package io.fluxledger.audit.verify;

import io.fluxledger.codec.RecordFold;
import io.fluxledger.rules.CorruptionException;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.ProviderInput.OfProvider;
import io.fluxledger.rules.UnknownRulesVersionException;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Decides one partition again, input by input, and compares it line by line with its journal. Used by one thread. */
final class PartitionCheck {
    private static final int COUNTED_AT_ONCE = 1_024;
    private static final Map<String, Object> LARGE_FETCHES = Map.of(
            "max.poll.records",
            20_000,
            "max.partition.fetch.bytes",
            8 << 20,
            "receive.buffer.bytes",
            4 << 20,
            // Closing a consumer waits for the fetch that is under way, and at the end of a log that is a fetch of
            // nothing.
            "fetch.max.wait.ms",
            10);

    private final FoldAgain fold;
    private final KafkaClients clients;
    private final Span span;
    private final PassedOn passedOn;
    private final LongAdder progress;

    /**
     * What is verified of a partition.
     *
     * @param inputEnd offset behind the last input
     * @param journalEnd offset behind the last line
     * @param applied last journal offset that the projection has applied, -1 before the first
     */
    record Span(int partition, long inputEnd, long journalEnd, long applied) {}

    /** @param progress counts inputs */
    PartitionCheck(FoldAgain fold, KafkaClients clients, Span span, PassedOn passedOn, LongAdder progress) {
        this.fold = fold;
        this.clients = clients;
        this.span = span;
        this.passedOn = passedOn;
        this.progress = progress;
    }

    /** Looks at the partition. An order to set an input aside stands behind it: then once more, with what was found. */
    PartitionFindings run() {
        Set<InputId> quarantined = new HashSet<>();
        while (true) {
            Pass pass = new Pass(Set.copyOf(quarantined));
            long brokenAt = pass.run();
            if (brokenAt < 0 || !quarantined.addAll(orders(brokenAt + 1))) {
                return pass.findings;
            }
            progress.add(-pass.findings.inputCount());
        }
    }

    private TopicPartition inputs() {
        return new TopicPartition(fold.inputs().name(), span.partition());
    }

    private org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer(String of) {
        return clients.byteConsumer(
                "verify-%s-%s-%d".formatted(fold.inputs().name(), of, span.partition()), true, LARGE_FETCHES);
    }

    private Set<InputId> orders(long from) {
        Set<InputId> found = new HashSet<>();
        try (PartitionLog log = new PartitionLog(consumer("orders"), inputs(), from, span.inputEnd())) {
            for (ConsumerRecord<byte[], byte[]> input = log.next(); input != null; input = log.next()) {
                InputId order = FoldAgain.ordered(clients.serde(), input.value());
                if (order != null) {
                    found.add(order);
                }
            }
        }
        return found;
    }

    /** One look at the partition, from the first input to the last. */
    private final class Pass {
        private final PartitionFindings findings = new PartitionFindings(inputs());
        private final EventSerde serde = clients.serde();
        private final Set<InputId> quarantined;
        private final PassedOn.Partition passing;
        private long counted;

        Pass(Set<InputId> quarantined) {
            this.quarantined = quarantined;
            this.passing = passedOn.begin(fold, span.partition(), findings);
        }

        /** Offset of an input that breaks an invariant; -1 when there is none. */
        long run() {
            TopicPartition journal = new TopicPartition(fold.journal().name(), span.partition());
            try (PartitionLog inputLog = new PartitionLog(consumer("inputs"), inputs(), span.inputEnd());
                    PartitionLog journalLog = new PartitionLog(consumer("journal"), journal, span.journalEnd())) {
                JournalCompare compare =
                        new JournalCompare(serde, fold.journal(), findings, journalLog, span.applied());
                long brokenAt = foldAll(inputLog, compare);
                passing.end(brokenAt < 0);
                compare.rest(span.inputEnd(), brokenAt < 0);
                progress.add(findings.inputCount() - counted);
                return brokenAt;
            }
        }

        private long foldAll(PartitionLog log, JournalCompare compare) {
            RecordFold again = fold.open(serde, quarantined);
            Consumer<byte @Nullable []> lookout = fold.lookout(serde, passing);
            long brokenAt = -1;
            for (ConsumerRecord<byte[], byte[]> input = log.next(); input != null; input = log.next()) {
                passing.at(input.offset());
                lookout.accept(input.value());
                if (brokenAt < 0 && !foldOne(again, input, compare)) {
                    brokenAt = input.offset();
                }
            }
            return brokenAt;
        }

        private boolean foldOne(RecordFold again, ConsumerRecord<byte[], byte[]> input, JournalCompare compare) {
            count();
            Folded folded;
            try {
                Header id = input.headers().lastHeader(EventHeaders.ID);
                folded = again.fold(
                                input.partition(),
                                fold.inputs().partitions(),
                                input.offset(),
                                input.timestamp(),
                                input.key(),
                                input.value(),
                                id == null ? null : id.value())
                        .folded();
            } catch (CorruptionException | UnknownRulesVersionException e) {
                findings.difference(inputs() + " offset " + input.offset()
                        + " cannot be decided, nor can what is behind it: " + e.getMessage());
                return false;
            }
            List<JournalLine> lines = folded.lines();
            for (int i = 0; i < lines.size(); i++) {
                compare.expect(input, lines.get(i));
                if (fold == FoldAgain.PROVIDERS) {
                    findings.issued(lines.get(i));
                }
            }
            for (OfProvider charge : folded.charges()) {
                passing.issued(charge);
            }
            return true;
        }

        private void count() {
            findings.input();
            if (findings.inputCount() - counted == COUNTED_AT_ONCE) {
                progress.add(COUNTED_AT_ONCE);
                counted += COUNTED_AT_ONCE;
            }
        }
    }
}
