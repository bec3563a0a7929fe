package io.fluxledger.bench.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.bench.workload.Step;
import io.fluxledger.bench.workload.Step.Kind;
import io.fluxledger.bench.workload.Workload;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger that ours is compared with keeps its money right too. */
class PostgresLedgerTest {
    private final TestPostgres database = TestPostgres.fresh();
    private Connection connection;
    private PostgresLedger ledger;

    @BeforeEach
    void create() throws Exception {
        connection = database.connect();
        PostgresLedger.create(connection);
        ledger = client(OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
    }

    @AfterEach
    void moneyIsRight() throws SQLException {
        PostgresMoney.check(connection);
        ledger.close();
        connection.close();
    }

    @Test
    void aCallMovesMoneyToClearingAndGivesTheRestBack() throws SQLException {
        UUID call = UUID.randomUUID();
        assertThat(ledger.deposit(UUID.randomUUID(), 1, 100)).isEqualTo(PostgresOutcome.ACCEPTED);
        assertThat(ledger.apply(step(Kind.LOCK, 1, call, 50))).isEqualTo(PostgresOutcome.ACCEPTED);
        assertThat(balances(1)).isEqualTo("50 50");
        assertThat(ledger.apply(step(Kind.RECEIPT, 1, call, 7))).isEqualTo(PostgresOutcome.ACCEPTED);
        assertThat(balances(1)).isEqualTo("50 50");
        assertThat(ledger.apply(step(Kind.SETTLE, 1, call, 0))).isEqualTo(PostgresOutcome.ACCEPTED);
        assertThat(balances(1)).isEqualTo("93 0");
        assertThat(number("SELECT sum(clearing_nanos) FROM journal")).isEqualTo(7);
    }

    @Test
    void theSameCommandAgainHasNoEffect() throws SQLException {
        UUID call = UUID.randomUUID();
        UUID paid = UUID.randomUUID();
        ledger.deposit(paid, 1, 100);
        assertThat(ledger.deposit(paid, 1, 100)).isEqualTo(PostgresOutcome.REPEATED);
        assertThat(ledger.deposit(paid, 1, 101)).isEqualTo(PostgresOutcome.DIFFERENT_CONTENT);
        List<Step> steps =
                List.of(step(Kind.LOCK, 1, call, 50), step(Kind.RECEIPT, 1, call, 7), step(Kind.SETTLE, 1, call, 0));
        for (Step step : steps) {
            assertThat(ledger.apply(step)).isEqualTo(PostgresOutcome.ACCEPTED);
            String after = balances(1);
            assertThat(ledger.apply(step)).isEqualTo(PostgresOutcome.REPEATED);
            assertThat(balances(1)).isEqualTo(after);
        }
        Step first = steps.getFirst();
        assertThat(ledger.apply(new Step(Kind.LOCK, 1, 9, first.inputId(), call, 49)))
                .as("same id, other amount")
                .isEqualTo(PostgresOutcome.DIFFERENT_CONTENT);
        assertThat(ledger.apply(step(Kind.LOCK, 1, call, 50)))
                .as("same intent, other command")
                .isEqualTo(PostgresOutcome.DIFFERENT_CONTENT);
        assertThat(balances(1)).isEqualTo("93 0");
    }

    @Test
    void whatTheStateForbidsIsRefusedAndLeavesNothing() throws Exception {
        UUID call = UUID.randomUUID();
        UUID unused = UUID.randomUUID();
        ledger.deposit(UUID.randomUUID(), 1, 100);
        assertThat(ledger.deposit(UUID.randomUUID(), 1, 0)).isEqualTo(PostgresOutcome.INVALID_AMOUNT);
        assertThat(ledger.apply(step(Kind.LOCK, 1, call, 101))).isEqualTo(PostgresOutcome.INSUFFICIENT_CREDITS);
        assertThat(ledger.apply(step(Kind.LOCK, 2, call, 1))).isEqualTo(PostgresOutcome.UNKNOWN_ACCOUNT);
        assertThat(ledger.apply(step(Kind.LOCK, 1, call, -1))).isEqualTo(PostgresOutcome.INVALID_AMOUNT);
        assertThat(ledger.apply(step(Kind.RECEIPT, 1, call, 1))).isEqualTo(PostgresOutcome.UNKNOWN_INTENT);
        assertThat(ledger.apply(step(Kind.SETTLE, 1, call, 0))).isEqualTo(PostgresOutcome.UNKNOWN_INTENT);
        try (PostgresLedger late = client(OffsetDateTime.now(ZoneOffset.UTC).minusSeconds(1))) {
            assertThat(late.apply(step(Kind.LOCK, 1, call, 1))).isEqualTo(PostgresOutcome.DEADLINE_PASSED);
        }
        assertThat(number("SELECT count(*) FROM journal"))
                .as("only the deposit")
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM intents")).isZero();

        ledger.apply(step(Kind.LOCK, 1, call, 50));
        ledger.apply(step(Kind.LOCK, 1, unused, 50));
        assertThat(ledger.apply(step(Kind.RECEIPT, 1, call, 51))).isEqualTo(PostgresOutcome.USAGE_EXCEEDS_LOCK);
        assertThat(ledger.apply(step(Kind.RECEIPT, 1, call, 50))).isEqualTo(PostgresOutcome.ACCEPTED);
        assertThat(ledger.apply(step(Kind.RECEIPT, 1, call, 1))).isEqualTo(PostgresOutcome.USAGE_EXCEEDS_LOCK);
        assertThat(ledger.apply(new Step(Kind.RECEIPT, 1, 8, UUID.randomUUID(), call, 1)))
                .isEqualTo(PostgresOutcome.WRONG_PROVIDER);
        assertThat(ledger.apply(step(Kind.SETTLE, 1, unused, 0))).isEqualTo(PostgresOutcome.NOTHING_USED);
        assertThat(ledger.apply(step(Kind.SETTLE, 1, call, 0))).isEqualTo(PostgresOutcome.ACCEPTED);
        assertThat(ledger.apply(step(Kind.SETTLE, 1, call, 0))).isEqualTo(PostgresOutcome.ALREADY_CLOSED);
        assertThat(ledger.apply(step(Kind.RECEIPT, 1, call, 1))).isEqualTo(PostgresOutcome.ALREADY_CLOSED);
        assertThat(balances(1)).isEqualTo("0 50");
    }

    @Test
    void clientsAtTheSameTimeNeverLockMoreThanThereIs() throws Exception {
        int accounts = 3;
        for (int i = 0; i < accounts; i++) {
            ledger.deposit(UUID.randomUUID(), i, 1_000);
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Integer>> clients = new ArrayList<>();
        for (int n = 0; n < 8; n++) {
            int seed = n;
            clients.add(threads.submit(() -> lockAtRandom(seed, accounts)));
        }
        int accepted = 0;
        for (Future<Integer> client : clients) {
            accepted += client.get();
        }
        threads.shutdown();
        assertThat(accepted).isEqualTo(30);
        for (int i = 0; i < accounts; i++) {
            assertThat(balances(i)).isEqualTo("0 1000");
        }
    }

    @Test
    void theSameCommandFromTwoClientsAtOnceIsAppliedOnce() throws Exception {
        ledger.deposit(UUID.randomUUID(), 1, 1_000_000);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (PostgresLedger other = client(OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))) {
            for (int i = 0; i < 200; i++) {
                Step lock = step(Kind.LOCK, 1, UUID.randomUUID(), 10);
                Future<PostgresOutcome> one = threads.submit(() -> ledger.apply(lock));
                Future<PostgresOutcome> two = threads.submit(() -> other.apply(lock));
                assertThat(List.of(one.get(), two.get()))
                        .containsExactlyInAnyOrder(PostgresOutcome.ACCEPTED, PostgresOutcome.REPEATED);
            }
        }
        threads.shutdown();
        assertThat(balances(1)).isEqualTo("998000 2000");
    }

    @Test
    void aBatchDoesWhatItsCommandsDoOneByOne() throws SQLException {
        for (int i = 0; i < 10; i++) {
            ledger.deposit(UUID.randomUUID(), i, 1_000_000_000L);
            ledger.deposit(UUID.randomUUID(), i + 10, 1_000_000_000L);
        }
        Workload workload = new Workload(new WorkloadShape(3, 10, 1, 4, 20));
        List<Step> steps = new ArrayList<>();
        List<Step> copies = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Step step = workload.next();
            steps.add(step);
            UUID otherId = new UUID(step.inputId().getMostSignificantBits(), i);
            copies.add(new Step(
                    step.kind(), step.payer() + 10, step.provider(), otherId, step.call(), step.amountNanos()));
        }
        List<PostgresOutcome> alone = new ArrayList<>();
        for (Step step : steps) {
            alone.add(ledger.apply(step));
        }
        assertThat(ledger.applyAll(copies)).isEqualTo(alone);
        assertThat(alone.stream().collect(Collectors.groupingBy(o -> o, Collectors.counting())))
                .as("some are refused, most are not")
                .containsKeys(PostgresOutcome.ACCEPTED);
        for (int i = 0; i < 10; i++) {
            assertThat(balances(i + 10)).isEqualTo(balances(i));
        }
    }

    @Test
    void wrongMoneyIsNoticed() throws SQLException {
        ledger.deposit(UUID.randomUUID(), 1, 100);
        Map<String, String> breakAndMend = Map.of(
                "UPDATE accounts SET available_nanos = available_nanos + 1",
                "UPDATE accounts SET available_nanos = available_nanos - 1",
                "UPDATE accounts SET available_nanos = 0, locked_nanos = 100",
                "UPDATE accounts SET available_nanos = 100, locked_nanos = 0");
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> change : breakAndMend.entrySet()) {
                statement.execute(change.getKey());
                assertThatThrownBy(() -> PostgresMoney.check(connection)).isInstanceOf(IllegalStateException.class);
                statement.execute(change.getValue());
            }
        }
    }

    private int lockAtRandom(int seed, int accounts) throws SQLException {
        SplittableRandom random = new SplittableRandom(seed);
        int accepted = 0;
        try (PostgresLedger client = client(OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))) {
            for (int i = 0; i < 100; i++) {
                int account = random.nextInt(accounts);
                if (client.apply(step(Kind.LOCK, account, UUID.randomUUID(), 100)) == PostgresOutcome.ACCEPTED) {
                    accepted++;
                }
            }
        }
        return accepted;
    }

    private PostgresLedger client(OffsetDateTime deadline) throws SQLException {
        return new PostgresLedger(database.connect(), deadline);
    }

    private static Step step(Kind kind, int account, UUID call, long amountNanos) {
        return new Step(kind, account, 9, UUID.randomUUID(), call, amountNanos);
    }

    private String balances(int account) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT available_nanos || ' ' || locked_nanos FROM accounts WHERE id = " + account)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
