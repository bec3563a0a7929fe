package io.fluxledger.audit.prove;

import io.fluxledger.schemas.TopicCatalog;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Lines as the projection has them, as leaves. */
final class StoredLines {
    /** A line's place and leaf. */
    record Line(long offset, Leaf leaf) {}

    /** Lines of a journal partition behind an offset up to another. */
    record Span(String topic, int partition, long fromOffset, long toOffset) {}

    private StoredLines() {}

    static Leaf.Kind kind(String topic) {
        return topic.equals(TopicCatalog.LEDGER_JOURNAL.name()) ? Leaf.Kind.PAYERS_LINE : Leaf.Kind.PROVIDERS_LINE;
    }

    /** The first lines of a span, in order. */
    static List<Line> read(Handle handle, Span span, int most) {
        Leaf.Kind kind = kind(span.topic());
        return handle.createQuery("""
                        SELECT record_offset, partition_sequence, hash FROM journal_lines
                        WHERE topic = :topic AND partition = :partition
                          AND record_offset > :from AND record_offset <= :to
                        ORDER BY record_offset LIMIT :most""")
                .bindMap(Map.of(
                        "topic", span.topic(),
                        "partition", span.partition(),
                        "from", span.fromOffset(),
                        "to", span.toOffset(),
                        "most", most))
                .map((row, _) ->
                        new Line(row.getLong(1), new Leaf(kind, span.partition(), row.getLong(2), row.getBytes(3))))
                .list();
    }
}
