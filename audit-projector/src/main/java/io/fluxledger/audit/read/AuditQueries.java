package io.fluxledger.audit.read;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * Questions about the projection. Each answer is JSON-ready, read in one repeatable-read transaction, and says in
 * {@code asOf} which offsets it stands after.
 */
public final class AuditQueries {
    private static final int LATEST = 50;
    private static final List<String> BY_TIME =
            List.of("clock_ms:bigint", "topic:text", "partition:int", "record_offset:bigint");

    private static final Listing JOURNAL = new Listing("journal", """
            (SELECT l.*, (SELECT jsonb_agg(jsonb_build_object(
                 'accountType', p.account_type, 'owner', p.owner, 'chainId', p.chain_id, 'amountNanos', p.amount_nanos)
                 ORDER BY p.posting_index)
               FROM postings p
               WHERE p.topic = l.topic AND p.partition = l.partition AND p.record_offset = l.record_offset) AS postings
             FROM journal_lines l)""", BY_TIME);
    private static final Listing REJECTIONS = new Listing("rejections", "rejections", BY_TIME);
    private static final Listing PAYOUTS =
            new Listing("payouts", "payouts", List.of("window_end_ms:bigint", "provider:text", "payout_id:text"));
    private static final Listing WINDOWS =
            new Listing("windows", "windows", List.of("window_end_ms:bigint", "provider:text"));
    private static final Listing TRANSACTIONS =
            new Listing("transactions", "chain_transactions", List.of("updated_at_ms:bigint", "command_id:text"));

    private static final Listing INTENTS =
            new Listing("intents", "intents", List.of("opened_clock_ms:bigint", "payer:text", "intent_id:text"));
    private static final Listing TRANSFERS =
            new Listing("transfers", """
            (SELECT payer, 'DEPOSIT' AS kind, nonce AS transfer_id, chain_id, status, amount_micros, credited_nanos,
                    transaction_hash, reason, COALESCE(opened_clock_ms, closed_clock_ms) AS at_ms
             FROM deposits
             UNION ALL
             SELECT payer, 'WITHDRAWAL', withdrawal_id, chain_id, status, amount_nanos / 1000, NULL,
                    transaction_hash, NULL, opened_clock_ms
             FROM withdrawals)""", List.of("at_ms:bigint", "payer:text", "kind:text", "transfer_id:text"));

    private final Jdbi jdbi;

    public AuditQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Which part of a list is wanted.
     *
     * @param cursor {@code nextCursor} of the page before, null for the first
     */
    public record PageRequest(@Nullable String cursor, int limit) {}

    /** Balances of an address per type and chain, with its latest deposits and withdrawals; empty when never seen. */
    public Optional<Map<String, Object>> account(String address) {
        return found(handle -> {
            boolean known = handle.createQuery("SELECT EXISTS (SELECT 1 FROM journal_lines WHERE account = :account)")
                    .bind("account", address)
                    .mapTo(Boolean.class)
                    .one();
            if (!known) {
                return null;
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("address", address);
            answer.put("balances", rows(handle, """
                    SELECT account_type, chain_id, amount_nanos FROM account_balances WHERE owner = :id
                    ORDER BY account_type, chain_id""", address));
            answer.put("totals", rows(handle, """
                    SELECT account_type, sum(amount_nanos) AS amount_nanos FROM account_balances WHERE owner = :id
                    GROUP BY account_type ORDER BY account_type""", address));
            answer.put("intents", rows(handle, """
                    SELECT status, count(*) AS intents, sum(captured_nanos) AS captured_nanos FROM intents
                    WHERE payer = :id GROUP BY status ORDER BY status""", address));
            answer.put(
                    "deposits",
                    rows(
                            handle,
                            "SELECT * FROM deposits WHERE payer = :id"
                                    + " ORDER BY COALESCE(opened_clock_ms, closed_clock_ms) DESC, nonce LIMIT "
                                    + LATEST,
                            address));
            answer.put(
                    "withdrawals",
                    rows(
                            handle,
                            "SELECT * FROM withdrawals WHERE payer = :id ORDER BY opened_clock_ms DESC, withdrawal_id"
                                    + " LIMIT " + LATEST,
                            address));
            answer.put(
                    "disputes",
                    rows(
                            handle,
                            "SELECT * FROM disputes WHERE payer = :id OR provider = :id"
                                    + " ORDER BY COALESCE(opened_clock_ms, taken_clock_ms) DESC, source_partition,"
                                    + " source_sequence LIMIT "
                                    + LATEST,
                            address));
            answer.put(
                    "refunds",
                    rows(
                            handle,
                            "SELECT * FROM refunds WHERE payer = :id OR provider = :id"
                                    + " ORDER BY COALESCE(issued_clock_ms, credited_clock_ms) DESC, source_partition,"
                                    + " source_sequence LIMIT " + LATEST,
                            address));
            rows(handle, """
                    SELECT count(*) AS charges, sum(gross_nanos) AS gross_nanos, sum(fee_nanos) AS fee_nanos,
                           sum(net_nanos) AS net_nanos, sum(input_tokens) AS input_tokens,
                           sum(output_tokens) AS output_tokens
                    FROM charges WHERE provider = :id HAVING count(*) > 0""", address).forEach(earned -> answer.put("earned", earned));
            rows(handle, "SELECT payout_address, payout_chain_id FROM providers WHERE provider = :id", address)
                    .forEach(wish -> answer.put("payout", wish));
            return answer;
        });
    }

    /** An intent with everything that happened to it; empty when the payer has none of that id. */
    public Optional<Map<String, Object>> intent(String payer, String intentId) {
        return found(handle -> IntentTimeline.read(handle, payer, intentId));
    }

    /** Intents, latest first. */
    public Map<String, Object> intents(@Nullable String payer, PageRequest page) {
        return list(INTENTS, filters("payer", payer), page);
    }

    /** Deposits and withdrawals, latest first. */
    public Map<String, Object> transfers(@Nullable String payer, PageRequest page) {
        return list(TRANSFERS, filters("payer", payer), page);
    }

    /** Payers that have an intent of that id; ids are unique for a payer only. */
    public List<String> payersOf(String intentId) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT payer FROM intents WHERE intent_id = :id LIMIT 2")
                .bind("id", intentId)
                .mapTo(String.class)
                .list());
    }

    /** Journal lines with postings, newest first. */
    public Map<String, Object> journal(@Nullable String account, PageRequest page) {
        return list(JOURNAL, filters("account", account), page);
    }

    public Map<String, Object> rejections(@Nullable String account, @Nullable String reason, PageRequest page) {
        Map<String, @Nullable Object> filters = filters("account", account);
        filters.put("reason", reason);
        return list(REJECTIONS, filters, page);
    }

    public Map<String, Object> payouts(@Nullable String provider, @Nullable Long windowEndMs, PageRequest page) {
        Map<String, @Nullable Object> filters = filters("provider", provider);
        filters.put("window_end_ms", windowEndMs);
        return list(PAYOUTS, filters, page);
    }

    public Map<String, Object> windows(@Nullable String provider, @Nullable Long windowEndMs, PageRequest page) {
        Map<String, @Nullable Object> filters = filters("provider", provider);
        filters.put("window_end_ms", windowEndMs);
        return list(WINDOWS, filters, page);
    }

    /** Chain transactions, latest change first; one that changes while pages are read moves to the front. */
    public Map<String, Object> transactions(@Nullable String subject, @Nullable String account, PageRequest page) {
        Map<String, @Nullable Object> filters = filters("subject_id", subject);
        filters.put("account", account);
        return list(TRANSACTIONS, filters, page);
    }

    /** A batch with its shares and payouts; empty when unknown. */
    public Optional<Map<String, Object>> batch(String batchId) {
        return found(handle -> {
            List<Map<String, Object>> batches = rows(handle, "SELECT * FROM batches WHERE batch_id = :id", batchId);
            if (batches.isEmpty()) {
                return null;
            }
            Map<String, Object> answer = new LinkedHashMap<>(batches.getFirst());
            answer.put("shares", rows(handle, """
                    SELECT provider, net_nanos, share_ppm, payout_micros, carried_nanos FROM batch_shares
                    WHERE batch_id = :id ORDER BY provider""", batchId));
            answer.put(
                    "payouts",
                    rows(handle, "SELECT * FROM payouts WHERE batch_id = :id ORDER BY provider, payout_id", batchId));
            return answer;
        });
    }

    /** Sum per account type and chain, and the sum of all, which is zero. */
    public Map<String, Object> trialBalance() {
        return answer(handle -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put(
                    "accounts",
                    handle.createQuery("SELECT * FROM trial_balance ORDER BY account_type, chain_id")
                            .map(RowJson.MAPPER)
                            .list());
            answer.put(
                    "total",
                    RowJson.usdcOfNanos(handle.createQuery("SELECT COALESCE(sum(amount_nanos), 0) FROM balances")
                            .mapTo(BigDecimal.class)
                            .one()));
            return answer;
        });
    }

    /** How far the projection is, and how much it holds. */
    public Map<String, Object> status() {
        return answer(handle -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put(
                    "partitions",
                    handle.createQuery("SELECT topic, partition, applied_offset, clock_ms FROM applied_offsets"
                                    + " ORDER BY topic, partition")
                            .map(RowJson.MAPPER)
                            .list());
            return answer;
        });
    }

    private static Map<String, @Nullable Object> filters(String column, @Nullable Object value) {
        Map<String, @Nullable Object> filters = new HashMap<>();
        filters.put(column, value);
        return filters;
    }

    private Map<String, Object> list(Listing listing, Map<String, @Nullable Object> filters, PageRequest page) {
        return answer(handle -> listing.page(handle, filters, page.cursor(), page.limit()));
    }

    private Map<String, Object> answer(Function<Handle, Map<String, Object>> question) {
        return found(question::apply).orElseThrow();
    }

    private interface Question {
        @Nullable
        Map<String, Object> ask(Handle handle);
    }

    private Optional<Map<String, Object>> found(Question question) {
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            Map<String, Object> answer = question.ask(handle);
            if (answer == null) {
                return Optional.empty();
            }
            answer.put("asOf", AsOf.read(handle).json());
            return Optional.of(answer);
        });
    }

    static List<Map<String, Object>> rows(Handle handle, String sql, String id) {
        return handle.createQuery(sql).bind("id", id).map(RowJson.MAPPER).list();
    }
}
