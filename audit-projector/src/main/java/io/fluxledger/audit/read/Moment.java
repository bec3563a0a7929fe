package io.fluxledger.audit.read;

import io.fluxledger.schemas.TopicCatalog;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What an answer is asked for as of: everything up to a clock, and of one topic partition up to an offset where one is named.
 *
 * @param clockMs last clock that counts, Unix milliseconds
 * @param topic journal whose offset is named; empty where none is
 * @param offset last offset of that partition that counts
 */
public record Moment(long clockMs, String topic, int partition, long offset) {
    /** Everything that there is. */
    public static final Moment LATEST = new Moment(Long.MAX_VALUE, "", 0, Long.MAX_VALUE);

    private static final int PARTS = 3;
    private static final Set<String> JOURNALS =
            Set.of(TopicCatalog.LEDGER_JOURNAL.name(), TopicCatalog.PROVIDER_JOURNAL.name());

    /** Everything up to a clock, that clock included. */
    public static Moment at(long clockMs) {
        return new Moment(clockMs, "", 0, Long.MAX_VALUE);
    }

    /**
     * Reads {@code topic:partition:offset}, Unix milliseconds or an ISO-8601 instant.
     *
     * @throws InvalidMomentException when it is none of these, or a place that is not projected
     */
    static Moment parse(Handle handle, String text) {
        String[] parts = text.split(":", -1);
        try {
            if (parts.length == PARTS && JOURNALS.contains(parts[0])) {
                return of(handle, parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
            }
            return at(
                    text.chars().allMatch(Character::isDigit)
                            ? Long.parseLong(text)
                            : Instant.parse(text).toEpochMilli());
        } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
            throw new InvalidMomentException(e);
        }
    }

    /** The moment when a line had been applied; its clock is that of the last line up to the offset. */
    private static Moment of(Handle handle, String topic, int partition, long offset) {
        long applied = handle.createQuery(
                        "SELECT applied_offset FROM applied_offsets WHERE topic = :topic AND partition = :partition")
                .bind("topic", topic)
                .bind("partition", partition)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> new InvalidMomentException(topic + " has no partition " + partition));
        if (offset < 0 || offset > applied) {
            throw new InvalidMomentException("%s-%d is projected up to offset %d".formatted(topic, partition, applied));
        }
        long clockMs = handle.createQuery("""
                        SELECT clock_ms FROM journal_lines
                        WHERE topic = :topic AND partition = :partition AND record_offset <= :offset
                        ORDER BY record_offset DESC LIMIT 1""")
                .bind("topic", topic)
                .bind("partition", partition)
                .bind("offset", offset)
                .mapTo(Long.class)
                .findOne()
                .orElse(-1L);
        return new Moment(clockMs, topic, partition, offset);
    }

    public boolean isLatest() {
        return equals(LATEST);
    }

    /** Whether a place comes later in the partition whose offset is named; of others the clocks say it. */
    boolean isBefore(String otherTopic, int otherPartition, long otherOffset) {
        return otherTopic.equals(topic) && otherPartition == partition && otherOffset > offset;
    }

    /** Parameters for SQL: asOfMs, asOfTopic, asOfPartition, asOfOffset. */
    Map<String, Object> parameters() {
        return Map.of("asOfMs", clockMs, "asOfTopic", topic, "asOfPartition", partition, "asOfOffset", offset);
    }
}
