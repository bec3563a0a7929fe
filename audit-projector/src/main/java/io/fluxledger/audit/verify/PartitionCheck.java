package io.fluxledger.audit.verify;

import io.fluxledger.codec.LineWriter;
import io.fluxledger.codec.RecordFold;
import io.fluxledger.events.JournalLine;
import io.fluxledger.rules.InputId;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Decides one partition again, input by input, and compares it line by line with its journal. */
final class PartitionCheck {
    private final FoldAgain fold;
    private final EventSerde serde;
    private final Findings findings;
    private final PartitionLog inputs;
    private final PartitionLog journal;
    private final long applied;
    private final RecordFold again;
    private final LineWriter writer;

    /** @param applied last journal offset that the projection has applied */
    PartitionCheck(
            FoldAgain fold,
            EventSerde serde,
            Findings findings,
            PartitionLog inputs,
            PartitionLog journal,
            long applied,
            Set<InputId> quarantined) {
        this.fold = fold;
        this.serde = serde;
        this.findings = findings;
        this.inputs = inputs;
        this.journal = journal;
        this.applied = applied;
        this.again = fold.open(serde, quarantined);
        this.writer = new LineWriter(serde, fold.journal());
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
            result.folded().charges().forEach(findings::issued);
        }
    }

    /** Whether the journal goes on with that line; after a difference the partition cannot be followed further. */
    private boolean isNext(ConsumerRecord<String, byte[]> input, io.fluxledger.rules.JournalLine expected) {
        ConsumerRecord<String, byte[]> record = journal.next();
        if (record == null) {
            findings.difference(place(input) + ": the journal has no line for " + expected.inputType());
            return false;
        }
        if (!Arrays.equals(record.value(), writer.line(expected, input.partition(), input.offset()))) {
            // Another schema's bytes, or another place of the input, may still be the same line.
            JournalLine found = (JournalLine) serde.deserialize(record.value());
            SpecificRecord wanted =
                    serde.deserialize(writer.line(expected, found.getInputPartition(), found.getInputOffset()));
            if (!wanted.equals(found)) {
                findings.line(found, record.offset() <= applied);
                findings.difference(
                        place(input) + ", journal offset " + record.offset() + ": " + firstField(wanted, found));
                return false;
            }
        }
        findings.line(expected, input.partition(), record.offset() <= applied);
        return true;
    }

    private String place(ConsumerRecord<String, byte[]> input) {
        return fold.journal().name() + "-" + input.partition() + ", input offset " + input.offset();
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
