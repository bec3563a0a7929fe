package io.fluxledger.audit.read;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Questions about the projection. Each answer is JSON-ready, read in one repeatable-read transaction, and says in
 * {@code asOf} which offsets it stands after.
 */
public final class AuditQueries {
    private final Jdbi jdbi;
    private final Reading reading;

    public AuditQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.reading = new Reading(jdbi);
    }

    /**
     * Which part of a list is wanted.
     *
     * @param cursor {@code nextCursor} of the page before, null for the first
     */
    public record PageRequest(@Nullable String cursor, int limit) {}

    /** The lists, latest first where they have a time. */
    public enum Section {
        ACCOUNTS,
        STATEMENTS,
        JOURNAL,
        REJECTIONS,
        INTENTS,
        TRANSFERS,
        CHARGES,
        PROVIDERS,
        WINDOWS,
        BATCHES,
        PAYOUTS,
        PRIVATE_PAYOUTS,
        TRANSACTIONS,
        CONFIRMATIONS,
        MOVES,
        DISCREPANCIES,
        ANCHORS
    }

    /**
     * A page of a list: {@code {"items": […], "nextCursor": …}}, without cursor on the last.
     *
     * @throws InvalidCursorException when the cursor is not one of this list
     */
    public Map<String, Object> list(Section section, Filters filters, PageRequest page) {
        return reading.answer(handle -> Lists.of(section).page(handle, filters, page.cursor(), page.limit()));
    }

    /**
     * The moment that a text names.
     *
     * @throws InvalidMomentException when it names none
     */
    public Moment moment(String text) {
        return jdbi.inTransaction(handle -> {
            Reading.enter(handle);
            return Moment.parse(handle, text);
        });
    }

    /** Balances of an address per type and chain, of the latest moment with all else known of it; empty when never seen. */
    public Optional<Map<String, Object>> account(String address, Moment asOf) {
        return reading.find(handle -> AccountView.read(handle, address, asOf));
    }

    /** A provider with what it earned by day, its windows and payouts; empty when unknown. */
    public Optional<Map<String, Object>> provider(String provider) {
        return reading.find(handle -> ProviderView.read(handle, provider));
    }

    /** An intent with everything that happened to it; empty when the payer has none of that id. */
    public Optional<Map<String, Object>> intent(String payer, String intentId, Moment asOf) {
        return reading.find(handle -> IntentTimeline.read(handle, payer, intentId, asOf));
    }

    /** Payers that have an intent of that id; ids are unique for a payer only. */
    public List<String> payersOf(String intentId) {
        return jdbi.inTransaction(handle -> {
            Reading.enter(handle);
            return handle.createQuery("SELECT payer FROM intents WHERE intent_id = :id LIMIT 2")
                    .bind("id", intentId)
                    .mapTo(String.class)
                    .list();
        });
    }

    /** One line of a journal with its postings; empty when there is none at that place. */
    public Optional<Map<String, Object>> line(String topic, int partition, long offset) {
        Filters place =
                new Filters().is("topic", topic).is("partition", partition).is("record_offset", offset);
        return reading.find(handle -> first(Lists.JOURNAL.page(handle, place, null, 1)));
    }

    private static @Nullable Map<String, Object> first(Map<String, Object> page) {
        if (page.get("items") instanceof List<?> items
                && !items.isEmpty()
                && items.getFirst() instanceof Map<?, ?> item) {
            Map<String, Object> copy = new LinkedHashMap<>();
            item.forEach((name, value) -> copy.put(String.valueOf(name), value));
            return copy;
        }
        return null;
    }

    /** A batch with its shares and payouts; empty when unknown. */
    public Optional<Map<String, Object>> batch(String batchId) {
        return reading.find(handle -> {
            List<Map<String, Object>> batches =
                    Reading.rows(handle, "SELECT * FROM batches WHERE batch_id = :id", batchId);
            if (batches.isEmpty()) {
                return null;
            }
            Map<String, Object> answer = new LinkedHashMap<>(batches.getFirst());
            answer.put("shares", Reading.rows(handle, """
                    SELECT provider, net_nanos, share_ppm, payout_micros, carried_nanos FROM batch_shares
                    WHERE batch_id = :id ORDER BY provider""", batchId));
            answer.put(
                    "payouts",
                    Reading.rows(
                            handle,
                            "SELECT * FROM payouts WHERE batch_id = :id ORDER BY provider, payout_id",
                            batchId));
            return answer;
        });
    }

    /** A chain transaction with its confirmations; empty when unknown. */
    public Optional<Map<String, Object>> transaction(String commandId) {
        return reading.find(handle -> {
            List<Map<String, Object>> found =
                    Reading.rows(handle, "SELECT * FROM chain_transactions WHERE command_id = :id", commandId);
            if (found.isEmpty()) {
                return null;
            }
            Map<String, Object> answer = new LinkedHashMap<>(found.getFirst());
            answer.put("confirmations", Reading.rows(handle, """
                    SELECT * FROM chain_confirmations WHERE command_id = :id ORDER BY clock_ms, record_offset""", commandId));
            return answer;
        });
    }

    /** Sum per account type and chain, and the sum of all, which is zero. */
    public Map<String, Object> trialBalance(Moment asOf) {
        return reading.answer(handle -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            List<Map<String, Object>> accounts = asOf.isLatest()
                    ? handle.createQuery("SELECT * FROM trial_balance ORDER BY account_type, chain_id")
                            .map(RowJson.MAPPER)
                            .list()
                    : PastBalances.totals(handle, asOf);
            answer.put("accounts", accounts);
            BigDecimal total = BigDecimal.ZERO;
            for (Map<String, Object> account : accounts) {
                total = total.add(new BigDecimal(String.valueOf(account.get("amount"))));
            }
            answer.put("total", total.stripTrailingZeros().toPlainString());
            return answer;
        });
    }

    /** Everything that an id belongs to, whatever it is the id of. */
    public Map<String, Object> search(String id) {
        return reading.answer(handle -> Search.read(handle, id));
    }

    /** Per chain what is owed and what is held against it, as the ledger has it, with what is on its way. */
    public Map<String, Object> coverage() {
        return coverage(Map.of());
    }

    /**
     * As {@link #coverage()}, for holding it against chains as they were.
     *
     * @param blocks by chain id; chains without one are taken as of whatever block there is
     */
    public Map<String, Object> coverage(Map<Long, Long> blocks) {
        return reading.answer(handle -> Coverage.read(handle, blocks));
    }

    /** How far the projection is, and how much it holds. */
    public Map<String, Object> status() {
        return reading.answer(handle -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put(
                    "generation",
                    handle.createQuery("SELECT CAST(oid AS bigint) FROM pg_namespace WHERE nspname = current_schema()")
                            .mapTo(Long.class)
                            .one());
            answer.put(
                    "partitions",
                    handle.createQuery("SELECT topic, partition, applied_offset, clock_ms FROM applied_offsets"
                                    + " ORDER BY topic, partition")
                            .map(RowJson.MAPPER)
                            .list());
            return answer;
        });
    }
}
