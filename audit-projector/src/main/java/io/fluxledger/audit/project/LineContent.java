package io.fluxledger.audit.project;

import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Posting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** What is shown of a line, held against the record that it is made from. */
public final class LineContent {
    private static final String POSTINGS = "postings";

    /** What is shown is right where it is what the record says; a column that is null in both is the same. */
    private static final Map<String, String> SAME = same();

    private LineContent() {}

    private static Map<String, String> same() {
        Map<String, String> same = new LinkedHashMap<>();
        same.put("input_id", "l.input_id = CAST(:inputId AS uuid)");
        same.put("line_index", "l.line_index = :index");
        same.put("input_type", "l.input_type = :inputType");
        same.put("account", "l.account IS NOT DISTINCT FROM :account");
        same.put("outcome", "l.outcome = :outcome");
        same.put("reason", "l.reason IS NOT DISTINCT FROM :reason");
        same.put("reference_sequence", "COALESCE(l.reference_sequence, 0) = :reference");
        same.put("clock_ms", "l.clock_ms = :clockMs");
        same.put("rules_version", "l.rules_version = :rulesVersion");
        same.put("account_sequence", "l.account_sequence = :accountSequence");
        same.put("partition_sequence", "l.partition_sequence = :partitionSequence");
        same.put("account_previous_hash", "l.account_previous_hash = :accountPreviousHash");
        same.put("partition_previous_hash", "l.partition_previous_hash = :partitionPreviousHash");
        same.put("hash", "l.hash = :hash");
        same.put("entries", "l.entries = CAST(:entries AS jsonb)");
        same.put("balances", "l.balances = CAST(:balances AS jsonb)");
        same.put(POSTINGS, """
                COALESCE((
                    SELECT array_agg(p.account_type || ' ' || COALESCE(p.owner, '') || ' ' || p.chain_id || ' ' || p.amount_nanos
                                     ORDER BY p.posting_index)
                    FROM postings p
                    WHERE p.topic = l.topic AND p.partition = l.partition AND p.record_offset = l.record_offset
                      AND p.clock_ms = l.clock_ms), '{}') = CAST(:postings AS text[])""");
        return same;
    }

    /**
     * Names of what the row and its postings say otherwise than the record; empty when they say the same.
     *
     * @param line what the topic has at that place
     */
    public static List<String> differences(Handle handle, String topic, int partition, long offset, JournalLine line) {
        List<String> columns = new ArrayList<>();
        SAME.forEach((name, condition) -> columns.add(condition + " AS " + name));
        Query query = handle.createQuery("""
                        SELECT %s FROM journal_lines l
                        WHERE l.topic = :topic AND l.partition = :partition AND l.record_offset = :offset""".formatted(String.join(", ", columns)))
                .bind("topic", topic)
                .bind("partition", partition)
                .bind("offset", offset);
        bind(query, line);
        return query.map((row, _) -> {
                    List<String> different = new ArrayList<>();
                    for (String name : SAME.keySet()) {
                        if (!row.getBoolean(name)) {
                            different.add(name);
                        }
                    }
                    return different;
                })
                .findOne()
                .orElse(List.of("line"));
    }

    private static void bind(Query query, JournalLine line) {
        query.bind("inputId", Hex.of(line.getInputId()))
                .bind("index", line.getIndex())
                .bind("inputType", line.getInputType())
                .bind("account", Hex.ofNullable(line.getAccount()))
                .bind("outcome", line.getOutcome().name())
                .bind("reason", line.getReason())
                .bind("reference", line.getReference())
                .bind("clockMs", line.getClockMs())
                .bind("rulesVersion", line.getRulesVersion())
                .bind("accountSequence", line.getAccountSequence())
                .bind("partitionSequence", line.getPartitionSequence())
                .bind("accountPreviousHash", line.getAccountPreviousHash().bytes())
                .bind("partitionPreviousHash", line.getPartitionPreviousHash().bytes())
                .bind("hash", line.getHash().bytes())
                .bind("entries", EventJson.typed(line.getEntries()))
                .bind("balances", EventJson.plain(line.getBalances()))
                .bindArray(POSTINGS, String.class, postings(line));
    }

    private static List<String> postings(JournalLine line) {
        List<String> postings = new ArrayList<>();
        for (Posting posting : line.getPostings()) {
            String owner = Hex.ofNullable(posting.getOwner());
            postings.add("%s %s %d %d"
                    .formatted(
                            posting.getAccount(),
                            owner == null ? "" : owner,
                            posting.getChainId(),
                            posting.getAmountNanos()));
        }
        return postings;
    }
}
