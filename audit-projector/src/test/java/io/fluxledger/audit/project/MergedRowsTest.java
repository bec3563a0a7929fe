package io.fluxledger.audit.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.audit.ToldStory;
import io.fluxledger.audit.config.Database;
import io.fluxledger.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows of one key become one row in memory, in PostgreSQL and for the check: the same, however they are cut into transactions. */
class MergedRowsTest {
    private static final Table TRANSACTIONS = Tables.CHAIN_TRANSACTIONS;
    private static final Table INTENTS = Tables.INTENTS;

    private static @Nullable Object[] row(Table table, Object... pairs) {
        @Nullable Object[] row = new @Nullable Object[table.columns().size()];
        for (int i = 0; i < pairs.length; i += 2) {
            Object name = pairs[i];
            int at = IntStream.range(0, row.length)
                    .filter(c -> table.columns().get(c).name().equals(name))
                    .findFirst()
                    .orElseThrow();
            row[at] = pairs[i + 1];
        }
        return row;
    }

    private static @Nullable Object[] transaction(Object... pairs) {
        @Nullable Object[] row = row(TRANSACTIONS, pairs);
        row[0] = "command";
        return row;
    }

    private static @Nullable Object[] intent(Object... pairs) {
        @Nullable Object[] row = row(INTENTS, pairs);
        row[0] = "payer";
        row[1] = "call";
        return row;
    }

    /** Each record of a transaction says all: a reorganisation takes away the block, and a new try the reason. */
    @Test
    void ofATransactionTheLatestRecordIsAll() throws Exception {
        List<@Nullable Object[]> rows = List.of(
                transaction("state", "MINED", "block_hash", "0xb1", "block_number", 7L, "transaction_hash", "0x1"),
                transaction("state", "SIGNED", "transaction_hash", "0x1", "reason", "reorganised"),
                transaction("state", "BROADCAST", "transaction_hash", "0x2"));
        assertEverywhere(TRANSACTIONS, rows, "command BROADCAST 0x2");
    }

    @Test
    void ofACallNothingOfTheOneBeforeStays() throws Exception {
        List<@Nullable Object[]> rows = List.of(
                intent("opened_offset", 1L, "opened_status", "LOCKED", "held", true),
                intent("used_nanos", 5L),
                intent("closed_status", "SETTLED", "closed_captured_nanos", 5L, "capture_status", "FINAL"),
                intent("opened_offset", 9L, "opened_status", "LOCKED"),
                intent("used_nanos", 3L));
        assertEverywhere(INTENTS, rows, "payer call LOCKED 9 3");
    }

    private static void assertEverywhere(Table table, List<@Nullable Object[]> rows, String known) throws Exception {
        try (Database database = Database.migrated(ToldStory.configuration(TestPostgres.fresh()));
                Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            String key = Arrays.stream(rows.getFirst(), 0, table.keys())
                    .map(String::valueOf)
                    .collect(Collectors.joining(" "));
            for (int cuts = 0; cuts < 1 << (rows.size() - 1); cuts++) {
                ExpectedRows expected = new ExpectedRows(0, 1, 10);
                for (List<@Nullable Object[]> part : parts(rows, cuts)) {
                    RowBatch batch = new RowBatch();
                    part.forEach(row -> batch.add(table, row.clone()));
                    batch.write(connection);
                    expected.add(table, columns(table), batch.rows(table), table);
                }
                assertThat(stored(statement, table)).as("cuts %d", cuts).isEqualTo(known);
                assertThat(joined(Objects.requireNonNull(expected.take(table, key))))
                        .as("cuts %d", cuts)
                        .isEqualTo(known);
                connection.rollback();
            }
        }
    }

    private static int[] columns(Table table) {
        return IntStream.range(0, table.columns().size()).toArray();
    }

    private static List<List<@Nullable Object[]>> parts(List<@Nullable Object[]> rows, int cuts) {
        List<List<@Nullable Object[]>> parts = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= rows.size(); i++) {
            if (i == rows.size() || (cuts & (1 << (i - 1))) != 0) {
                parts.add(rows.subList(from, i));
                from = i;
            }
        }
        return parts;
    }

    private static String stored(Statement statement, Table table) throws Exception {
        String columns = table.columns().stream().map(Table.Column::name).collect(Collectors.joining(", "));
        try (ResultSet found = statement.executeQuery("SELECT " + columns + " FROM " + table.name())) {
            found.next();
            @Nullable String[] values = new @Nullable String[table.columns().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = found.getString(i + 1);
            }
            return joined(values);
        }
    }

    private static String joined(@Nullable String[] values) {
        return Arrays.stream(values).filter(Objects::nonNull).collect(Collectors.joining(" "));
    }

    /** Rows that are given up are looked at in another pass: together the passes have every key once. */
    @Test
    void whatDoesNotFitIsKeptByAnotherPass() {
        TreeSet<String> seen = new TreeSet<>();
        int slices = 1;
        int passes = 0;
        for (int slice = 0; slice < slices; slice++) {
            ExpectedRows expected = new ExpectedRows(slice, slices, 100);
            for (int i = 0; i < 1_000; i++) {
                expected.add(
                        INTENTS,
                        columns(INTENTS),
                        List.<@Nullable Object[]>of(row(INTENTS, "payer", "p" + i, "intent_id", "i", "used_nanos", 1L)),
                        INTENTS);
            }
            slices = expected.slices();
            List<String> kept = expected.left(INTENTS);
            assertThat(kept).hasSizeLessThan(250).allMatch(seen::add);
            passes++;
        }
        assertThat(seen).hasSize(1_000);
        assertThat(passes).isGreaterThanOrEqualTo(8);
    }
}
