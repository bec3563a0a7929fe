package io.fluxledger.bench.submit;

import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.runtime.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Compares the answers that were given with the journal as it was committed in the end. */
final class JournalCheck {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STALL = Duration.ofMinutes(1);
    private static final int MOST_FINDINGS = 50;

    private final KafkaClients clients;
    private final AnswerBook book;
    private final Set<UUID> committed = new HashSet<>();
    private final List<String> findings = new ArrayList<>();
    private long contradicted;
    private long twice;
    private long unexpected;
    private long rolledBack;

    JournalCheck(KafkaClients clients, AnswerBook book) {
        this.clients = clients;
        this.book = book;
    }

    /**
     * @param contradicted answers that are not, byte for byte, the committed line of their input
     * @param missing inputs without an answer or without a committed line
     * @param twice inputs with more than one committed line
     * @param unexpected inputs that were accepted and must not be, or the other way round
     * @param rolledBack answers given from a line whose transaction was then aborted: the line that stands is another
     * @param findings the first of all these, in words
     */
    record Result(
            long contradicted, long missing, long twice, long unexpected, long rolledBack, List<String> findings) {
        Result {
            findings = List.copyOf(findings);
        }
    }

    /** Reads the whole journal, committed lines only; everything must be folded by now. */
    Result run() {
        List<TopicPartition> partitions = AnswerTail.journalPartitions();
        try (Consumer<String, byte[]> consumer =
                clients.rawConsumer("storm-check", true, Map.of("max.poll.records", 5_000))) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long stalledAt = System.nanoTime() + STALL.toNanos();
            while (!ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    line(record);
                    stalledAt = System.nanoTime() + STALL.toNanos();
                }
                if (System.nanoTime() > stalledAt) {
                    throw new IllegalStateException("the committed journal cannot be read to its end " + ends);
                }
            }
        }
        return new Result(contradicted, missing(), twice, unexpected, rolledBack, findings);
    }

    private void line(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        UUID id = AnswerBook.inputId(value);
        AnswerBook.Sent sent = book.find(id);
        if (sent == null) {
            return;
        }
        String at = "%s-%d offset %d, input %s".formatted(record.topic(), record.partition(), record.offset(), id);
        if (!committed.add(id) || !AnswerBook.isFirst(value)) {
            twice++;
            found(at + ": a second committed line");
            return;
        }
        JournalLine line = (JournalLine) clients.serde().deserialize(value);
        if ((line.getOutcome() == Outcome.ACCEPTED) != sent.accepted()) {
            unexpected++;
            found("%s: %s is %s %s".formatted(at, line.getInputType(), line.getOutcome(), line.getReason()));
        }
        AnswerBook.Answer answer = sent.answer();
        if (answer == null) {
            return;
        }
        if (!answer.digest().equals(AnswerBook.Digest.of(value))) {
            contradicted++;
            found("%s: the answer was read at offset %d and said something else".formatted(at, answer.offset()));
        }
        if (answer.offset() != record.offset()) {
            rolledBack++;
        }
    }

    private long missing() {
        long missing = 0;
        for (Map.Entry<UUID, AnswerBook.Sent> each : book.byId().entrySet()) {
            boolean hasLine = committed.contains(each.getKey());
            boolean hasAnswer = each.getValue().answer() != null;
            if (!hasLine || !hasAnswer) {
                missing++;
                found("input %s of partition %d: %s, %s"
                        .formatted(
                                each.getKey(),
                                each.getValue().partition(),
                                hasAnswer ? "answered" : "never answered",
                                hasLine ? "committed" : "no committed line"));
            }
        }
        return missing;
    }

    private void found(String text) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(text);
        }
    }
}
