package io.fluxledger.audit.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The story of an intent: decisions of both folds, chain transactions, confirmations, window and payout, in order of time. */
final class IntentTimeline {
    private static final String DECISIONS = """
            SELECT 'DECISION' AS step, e.kind, e.clock_ms AS at_ms, e.topic, e.partition, e.record_offset,
                   l.input_type, l.input_id, replace(l.topic, '.journal.', '.inputs.') AS input_topic,
                   l.input_partition, l.input_offset, l.account, l.account_sequence, l.partition_sequence,
                   l.hash, l.traceparent,
                   l.entries -> e.entry_index AS entry,
                   (SELECT jsonb_agg(jsonb_build_object(
                        'accountType', p.account_type, 'owner', p.owner, 'chainId', p.chain_id,
                        'amountNanos', p.amount_nanos, 'balanceNanos', p.balance_nanos) ORDER BY p.posting_index)
                    FROM postings p
                    WHERE p.topic = e.topic AND p.partition = e.partition AND p.record_offset = e.record_offset
                      AND p.clock_ms = e.clock_ms) AS postings
            FROM intent_events e
            JOIN journal_lines l
              ON l.topic = e.topic AND l.partition = e.partition AND l.record_offset = e.record_offset
             AND l.clock_ms = e.clock_ms
            WHERE e.payer = :payer AND e.intent_id = :intent""";

    private static final String WINDOW = """
            SELECT DISTINCT ON (w.provider, w.window_end_ms)
                   'WINDOW' AS step, 'WindowClosed' AS kind, w.clock_ms AS at_ms, w.*
            FROM charges c
            JOIN LATERAL (
                SELECT * FROM windows w
                WHERE w.provider = c.provider AND w.topic = c.topic AND w.partition = c.partition
                  AND w.record_offset > c.record_offset
                ORDER BY w.record_offset LIMIT 1) w ON true
            WHERE c.payer = :payer AND c.intent_id = :intent AND c.payout_mode = 'BATCH'""";

    /** For BATCH the payouts of the window that took the charge, for INSTANT those of the charge's own line. */
    private static final String PAYOUTS = """
            SELECT DISTINCT 'PAYOUT' AS step, p.status AS kind,
                   COALESCE(p.closed_clock_ms, p.opened_clock_ms, p.instructed_clock_ms) AS at_ms, p.*, l.traceparent
            FROM charges c
            JOIN payouts p ON p.provider = c.provider
            LEFT JOIN journal_lines l
              ON l.topic = p.topic AND l.partition = p.partition AND l.record_offset = p.record_offset
            WHERE c.payer = :payer AND c.intent_id = :intent AND (
                (c.payout_mode = 'BATCH' AND p.window_end_ms = (
                    SELECT w.window_end_ms FROM windows w
                    WHERE w.provider = c.provider AND w.topic = c.topic AND w.partition = c.partition
                      AND w.record_offset > c.record_offset
                    ORDER BY w.record_offset LIMIT 1))
                OR (c.payout_mode = 'INSTANT' AND p.payout_id IN (
                    SELECT entry ->> 'payoutId'
                    FROM journal_lines l, jsonb_array_elements(l.entries) AS entry
                    WHERE l.topic = c.topic AND l.partition = c.partition AND l.record_offset = c.record_offset
                      AND entry ->> 'type' = 'PayoutOpened')))""";

    /** A command's id begins with the line that asked for it. */
    private static final String CAUSE = """
            l.input_id = CASE WHEN t.command_id ~ '^[0-9a-f]{32}:[0-9]{1,9}:'
                THEN CAST(substr(t.command_id, 1, 32) AS uuid) END
            AND l.line_index = CASE WHEN t.command_id ~ '^[0-9a-f]{32}:[0-9]{1,9}:'
                THEN CAST(split_part(t.command_id, ':', 2) AS int) END""";

    private static final String TRANSACTIONS = """
            SELECT 'TRANSACTION' AS step, t.kind, t.updated_at_ms AS at_ms, t.*, l.input_id AS cause_input_id,
                   COALESCE(t.traceparent, l.traceparent) AS traceparent
            FROM chain_transactions t LEFT JOIN journal_lines l ON (""" + CAUSE + """
            ) WHERE t.subject_id = :subject AND t.account IN (:payer, :provider)""";

    private static final String CONFIRMATIONS = """
            SELECT 'CONFIRMATION' AS step, t.kind, t.clock_ms AS at_ms, t.*, l.input_id AS cause_input_id,
                   COALESCE(t.traceparent, l.traceparent) AS traceparent
            FROM chain_confirmations t LEFT JOIN journal_lines l ON (""" + CAUSE + """
            ) WHERE t.subject_id = :subject AND t.account IN (:payer, :provider)""";

    private static final Comparator<Map<String, Object>> ORDER = Comparator.<Map<String, Object>>comparingLong(
                    IntentTimeline::atMs)
            .thenComparing(step -> String.valueOf(step.get("topic")))
            .thenComparingLong(IntentTimeline::offset);

    private IntentTimeline() {}

    /** @param asOf later steps are left out; the fields beside the timeline are the latest */
    static @Nullable Map<String, Object> read(Handle handle, String payer, String intentId, Moment asOf) {
        List<Map<String, Object>> intents = handle.createQuery(
                        "SELECT * FROM intents WHERE payer = :payer AND intent_id = :intent")
                .bind("payer", payer)
                .bind("intent", intentId)
                .map(RowJson.MAPPER)
                .list();
        if (intents.isEmpty()) {
            return null;
        }
        Map<String, Object> answer = new LinkedHashMap<>(intents.getFirst());
        String provider = String.valueOf(answer.get("provider"));
        List<Map<String, Object>> steps = new ArrayList<>();
        steps.addAll(ofIntent(handle, DECISIONS, payer, intentId));
        steps.addAll(onChain(handle, intentId, payer, provider));
        steps.addAll(ofIntent(handle, WINDOW, payer, intentId));
        for (Map<String, Object> payout : ofIntent(handle, PAYOUTS, payer, intentId)) {
            steps.add(payout);
            steps.addAll(onChain(handle, String.valueOf(payout.get("payoutId")), payer, provider));
        }
        if (!asOf.isLatest()) {
            steps.removeIf(step -> atMs(step) > asOf.clockMs() || isBehind(step, asOf));
        }
        steps.sort(ORDER);
        answer.put("timeline", steps);
        return answer;
    }

    private static List<Map<String, Object>> ofIntent(Handle handle, String sql, String payer, String intentId) {
        return handle.createQuery(sql)
                .bind("payer", payer)
                .bind("intent", intentId)
                .map(RowJson.MAPPER)
                .list();
    }

    private static List<Map<String, Object>> onChain(Handle handle, String subject, String payer, String provider) {
        List<Map<String, Object>> steps = new ArrayList<>();
        for (String sql : List.of(TRANSACTIONS, CONFIRMATIONS)) {
            steps.addAll(handle.createQuery(sql)
                    .bind("subject", subject)
                    .bind("payer", payer)
                    .bind("provider", provider)
                    .map(RowJson.MAPPER)
                    .list());
        }
        return steps;
    }

    private static boolean isBehind(Map<String, Object> step, Moment asOf) {
        return step.get("topic") instanceof String topic
                && step.get("partition") instanceof Integer partition
                && asOf.isBefore(topic, partition, offset(step));
    }

    private static long atMs(Map<String, Object> step) {
        return step.get("atMs") instanceof Number at ? at.longValue() : Long.MAX_VALUE;
    }

    private static long offset(Map<String, Object> step) {
        return step.get("offset") instanceof Number offset ? offset.longValue() : Long.MAX_VALUE;
    }
}
