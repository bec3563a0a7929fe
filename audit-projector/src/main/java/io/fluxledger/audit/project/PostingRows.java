package io.fluxledger.audit.project;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The postings of one transaction. Balances before it are read once for all accounts that it touches, then carried from
 * posting to posting, so that each says the balance after it; so are the totals per account type.
 */
final class PostingRows {
    /** Offsets of a run, at whose end the totals are kept. */
    static final long RUN = 256;

    private static final int BALANCE = 8;

    private final List<Posted> postings = new ArrayList<>();

    private record Account(
            String topic,
            int partition,
            String type,
            @Nullable String owner,
            long chainId) {}

    private record Total(String topic, int partition, String type, long chainId) {}

    private record Reached(long clockMs, long nanos) {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    private record Posted(
            Place at,
            String type,
            @Nullable String owner,
            long chainId,
            long amountNanos,
            long clockMs,
            @Nullable Object[] row) {
        Account account() {
            return new Account(at.topic(), at.partition(), type, owner, chainId);
        }

        Total total() {
            return new Total(at.topic(), at.partition(), type, chainId);
        }
    }

    void add(Place at, int index, String type, @Nullable String owner, long chainId, long amountNanos, long clockMs) {
        @Nullable
        Object[] row = {at.topic(), at.partition(), at.offset(), index, type, owner, chainId, amountNanos, null, clockMs
        };
        postings.add(new Posted(at, type, owner, chainId, amountNanos, clockMs, row));
    }

    /** Adds the rows of postings, balances and totals, with what PostgreSQL has now as their beginning. */
    void addTo(RowBatch rows, Connection connection) throws SQLException {
        if (postings.isEmpty()) {
            return;
        }
        Carried carried = new Carried();
        carried.balances.putAll(owned(connection));
        system(connection, carried.balances, carried.totals);
        addTo(rows, carried);
    }

    /** Balances and totals before the postings; after them when their rows have been added. */
    static final class Carried {
        private final Map<Account, Long> balances = new HashMap<>();
        private final Map<Total, Long> totals = new HashMap<>();
    }

    /** Adds the rows of postings, balances and totals. */
    void addTo(RowBatch rows, Carried carried) {
        Map<Account, Long> changed = new LinkedHashMap<>();
        Map<Total, Map<Long, Reached>> runs = new LinkedHashMap<>();
        for (Posted posted : postings) {
            long balanceNanos = carried.balances.merge(posted.account(), posted.amountNanos(), Math::addExact);
            changed.put(posted.account(), balanceNanos);
            long totalNanos = carried.totals.merge(posted.total(), posted.amountNanos(), Math::addExact);
            runs.computeIfAbsent(posted.total(), total -> new TreeMap<>())
                    .put(posted.at().offset() / RUN, new Reached(posted.clockMs(), totalNanos));
            posted.row()[BALANCE] = balanceNanos;
            rows.add(Tables.POSTINGS, posted.row());
        }
        changed.forEach((account, nanos) -> rows.add(
                Tables.BALANCES,
                account.topic(),
                account.partition(),
                account.type(),
                account.owner(),
                account.chainId(),
                nanos));
        runs.forEach((total, byRun) -> addTotals(rows, total, byRun, carried.totals.getOrDefault(total, 0L)));
    }

    private static void addTotals(RowBatch rows, Total total, Map<Long, Reached> byRun, long nanos) {
        rows.add(Tables.TYPE_BALANCES, total.topic(), total.partition(), total.type(), total.chainId(), nanos);
        byRun.forEach((run, reached) -> rows.add(
                Tables.TYPE_TOTALS,
                total.topic(),
                total.partition(),
                total.type(),
                total.chainId(),
                run,
                reached.clockMs(),
                reached.nanos()));
    }

    private Map<Account, Long> owned(Connection connection) throws SQLException {
        Map<Account, Long> accounts = new LinkedHashMap<>();
        for (Posted posted : postings) {
            if (posted.owner() != null) {
                accounts.put(posted.account(), 0L);
            }
        }
        List<Account> all = List.copyOf(accounts.keySet());
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT b.topic, b.partition, b.account_type, b.owner, b.chain_id, b.amount_nanos
                FROM unnest(?::text[], ?::int4[], ?::text[], ?::text[], ?::int8[])
                    AS v(topic, partition, account_type, owner, chain_id)
                JOIN balances b ON b.topic = v.topic AND b.partition = v.partition AND b.account_type = v.account_type
                    AND b.owner = v.owner AND b.chain_id = v.chain_id""")) {
            array(
                    connection,
                    select,
                    1,
                    "text",
                    all.stream().map(Account::topic).toArray(String[]::new));
            array(
                    connection,
                    select,
                    2,
                    "int4",
                    all.stream().map(Account::partition).toArray(Integer[]::new));
            array(connection, select, 3, "text", all.stream().map(Account::type).toArray(String[]::new));
            array(
                    connection,
                    select,
                    4,
                    "text",
                    all.stream().map(Account::owner).toArray(String[]::new));
            array(
                    connection,
                    select,
                    5,
                    "int8",
                    all.stream().map(Account::chainId).toArray(Long[]::new));
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    accounts.put(account(found), found.getLong(6));
                }
            }
        }
        return accounts;
    }

    private static Account account(ResultSet found) throws SQLException {
        return new Account(
                found.getString(1), found.getInt(2), found.getString(3), found.getString(4), found.getLong(5));
    }

    /** The accounts of the system and the totals of the partitions are few: all of them are read. */
    private void system(Connection connection, Map<Account, Long> balances, Map<Total, Long> totals)
            throws SQLException {
        Set<TopicPartition> partitions = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        postings.forEach(posted -> partitions.add(
                new TopicPartition(posted.at().topic(), posted.at().partition())));
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT b.topic, b.partition, b.account_type, b.owner, b.chain_id, b.amount_nanos, false
                FROM balances b WHERE b.owner IS NULL
                    AND (b.topic, b.partition) IN (SELECT * FROM unnest(?::text[], ?::int4[]))
                UNION ALL
                SELECT t.topic, t.partition, t.account_type, NULL, t.chain_id, t.amount_nanos, true
                FROM type_balances t
                WHERE (t.topic, t.partition) IN (SELECT * FROM unnest(?::text[], ?::int4[]))""")) {
            String[] topics = partitions.stream().map(TopicPartition::topic).toArray(String[]::new);
            Integer[] numbers =
                    partitions.stream().map(TopicPartition::partition).toArray(Integer[]::new);
            array(connection, select, 1, "text", topics);
            array(connection, select, 2, "int4", numbers);
            array(connection, select, 3, "text", topics);
            array(connection, select, 4, "int4", numbers);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    Account account = account(found);
                    if (found.getBoolean(7)) {
                        totals.put(
                                new Total(account.topic(), account.partition(), account.type(), account.chainId()),
                                found.getLong(6));
                    } else {
                        balances.put(account, found.getLong(6));
                    }
                }
            }
        }
    }

    private static void array(
            Connection connection, PreparedStatement statement, int index, String type, @Nullable Object[] values)
            throws SQLException {
        statement.setArray(index, connection.createArrayOf(type, values));
    }
}
