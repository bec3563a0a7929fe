package io.fluxledger.local.audit;

import io.fluxledger.audit.prove.Leaf;
import io.fluxledger.audit.prove.Proof;
import io.fluxledger.events.JournalLine;
import io.fluxledger.export.log.LogReader;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.UnreadableRecordException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The line that a proof is said to be of, as it stands on the log: a proof of another leaf of an anchored batch leads to its root just as well.
 *
 * @param topic a journal
 */
record ProvenLine(String topic, int partition, long offset, JournalLine line) {
    private static final Pattern PLACE = Pattern.compile("([a-z0-9.]+):([0-9]{1,4}):([0-9]{1,18})");

    /**
     * Reads the line from the log.
     *
     * @param place {@code topic:partition:offset} as the answer names it
     * @throws StackException when there is no line of a journal
     */
    static ProvenLine read(KafkaClients clients, String place) {
        Matcher parts = PLACE.matcher(place);
        if (!parts.matches() || !isJournal(parts.group(1))) {
            throw new StackException("the answer names no line of a journal: " + place);
        }
        TopicPartition partition = new TopicPartition(parts.group(1), Integer.parseInt(parts.group(2)));
        long offset = Long.parseLong(parts.group(3));
        byte @Nullable [] value = new LogReader(clients).valueAt(partition, offset);
        try {
            if (value != null && clients.serde().deserialize(value) instanceof JournalLine line) {
                return new ProvenLine(partition.topic(), partition.partition(), offset, line);
            }
        } catch (UnreadableRecordException e) {
            throw new StackException("the record at " + place + " cannot be read: " + e.getMessage(), e);
        }
        throw new StackException("there is no line at " + place);
    }

    private static boolean isJournal(String topic) {
        return topic.equals(TopicCatalog.LEDGER_JOURNAL.name()) || topic.equals(TopicCatalog.PROVIDER_JOURNAL.name());
    }

    /** Why this line is not what was asked for; empty when it is. */
    Optional<String> otherThanAsked(String entry) {
        if (PLACE.matcher(entry).matches()) {
            return entry.equals(place()) ? Optional.empty() : Optional.of("the answer is about " + place());
        }
        String input = EventHeaders.uuid(line.getInputId()).toString();
        return entry.equalsIgnoreCase(input)
                ? Optional.empty()
                : Optional.of("the line at " + place() + " answers the input " + input);
    }

    /** Why the proof is not of this line; empty when it is. */
    Optional<String> otherThanProven(Proof proof) {
        Leaf leaf = proof.leaf();
        Leaf.Kind kind =
                topic.equals(TopicCatalog.LEDGER_JOURNAL.name()) ? Leaf.Kind.PAYERS_LINE : Leaf.Kind.PROVIDERS_LINE;
        boolean same = leaf.kind() == kind
                && leaf.first() == partition
                && leaf.second() == line.getPartitionSequence()
                && Arrays.equals(leaf.hash(), line.getHash().bytes());
        return same
                ? Optional.empty()
                : Optional.of("the line at %s is %d %d %d 0x%s"
                        .formatted(
                                place(),
                                kind.ordinal(),
                                partition,
                                line.getPartitionSequence(),
                                HexFormat.of().formatHex(line.getHash().bytes())));
    }

    private String place() {
        return topic + ":" + partition + ":" + offset;
    }
}
