package io.fluxledger.audit.verify;

import io.fluxledger.codec.LineWriter;
import io.fluxledger.events.JournalLine;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.schemas.UnreadableRecordException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares a partition's journal with the lines that its inputs lead to. A line that is changed, missing or invented is
 * named; both sides then meet again at the next sequence of the partition, so that what follows is compared too.
 */
final class JournalCompare {
    private final EventSerde serde;
    private final TopicSpec topic;
    private final PartitionFindings findings;
    private final PartitionLog journal;
    private final long applied;
    private final LineWriter writer;

    /** @param applied last journal offset that the projection has applied */
    JournalCompare(EventSerde serde, TopicSpec topic, PartitionFindings findings, PartitionLog journal, long applied) {
        this.serde = serde;
        this.topic = topic;
        this.findings = findings;
        this.journal = journal;
        this.applied = applied;
        this.writer = new LineWriter(serde, topic);
    }

    /** The next line that the input leads to. */
    void expect(ConsumerRecord<byte[], byte[]> input, io.fluxledger.rules.JournalLine expected) {
        while (true) {
            ConsumerRecord<byte[], byte[]> record = journal.peek();
            if (record == null) {
                findings.difference(answerTo(input) + ": the journal has no line for " + expected.inputType());
                return;
            }
            if (Arrays.equals(record.value(), writer.line(expected, input.partition(), input.offset()))) {
                journal.next();
                findings.line(expected, record.offset() <= applied);
                return;
            }
            JournalLine found = read(record);
            if (found == null) {
                journal.next();
                findings.difference(place(record) + ": is no journal line, in the place of " + expected.inputType());
                return;
            }
            if (found.getPartitionSequence() > expected.partitionSequence()) {
                findings.difference(answerTo(input) + ": the journal has no line for " + expected.inputType()
                        + ", it goes on at offset " + record.offset());
                return;
            }
            journal.next();
            findings.line(found, record.offset() <= applied);
            if (found.getPartitionSequence() == expected.partitionSequence()) {
                compare(input, expected, record, found);
                return;
            }
            findings.difference(place(record) + ": a line that no input leads to");
        }
    }

    /** Another schema's bytes, or another place of the input, may still be the same line. */
    private void compare(
            ConsumerRecord<byte[], byte[]> input,
            io.fluxledger.rules.JournalLine expected,
            ConsumerRecord<byte[], byte[]> record,
            JournalLine found) {
        SpecificRecord wanted =
                serde.deserialize(writer.line(expected, found.getInputPartition(), found.getInputOffset()));
        if (!wanted.equals(found)) {
            findings.difference(
                    answerTo(input) + ", journal offset " + record.offset() + ": " + firstField(wanted, found));
        }
    }

    /**
     * Lines behind the last input: of inputs that came after the verification began. Only added up, for the comparison
     * with the projection.
     *
     * @param inputEnd offset behind the last input
     * @param foldedAll false when the inputs could not all be decided again: then nothing is known of these lines
     */
    void rest(long inputEnd, boolean foldedAll) {
        for (ConsumerRecord<byte[], byte[]> record = journal.next(); record != null; record = journal.next()) {
            JournalLine line = read(record);
            if (line == null) {
                findings.difference(place(record) + ": is no journal line");
                continue;
            }
            if (foldedAll && line.getInputOffset() < inputEnd) {
                findings.difference(place(record) + ": a line that no input leads to");
            }
            findings.line(line, record.offset() <= applied);
        }
    }

    private @Nullable JournalLine read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return serde.deserialize(record.value()) instanceof JournalLine line ? line : null;
        } catch (UnreadableRecordException e) {
            return null;
        }
    }

    private String answerTo(ConsumerRecord<byte[], byte[]> input) {
        return topic.name() + "-" + input.partition() + ", input offset " + input.offset();
    }

    private static String place(ConsumerRecord<byte[], byte[]> line) {
        return line.topic() + "-" + line.partition() + " offset " + line.offset();
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
