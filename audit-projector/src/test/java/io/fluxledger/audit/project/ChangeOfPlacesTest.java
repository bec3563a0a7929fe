package io.fluxledger.audit.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.audit.ToldStory;
import io.fluxledger.audit.config.Database;
import io.fluxledger.testkit.TestPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Whoever reads for long holds up neither the writers nor, for ever, the new generation; and nobody waits for a check. */
class ChangeOfPlacesTest {
    private static final ToldStory STORY = ToldStory.shared();
    private static final int FEW = 10;

    /** Beside the test; the common pool may have a single thread. */
    private static <T> CompletableFuture<T> started(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
    }

    private static Rebuild rebuild(TestPostgres postgres, Rebuild.Patience patience) {
        return new Rebuild(ToldStory.configuration(postgres), STORY.kafka, 1, 500, 100, patience);
    }

    private static long generation(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT CAST(oid AS bigint) FROM pg_namespace WHERE nspname = 'projection'")) {
            found.next();
            return found.getLong(1);
        }
    }

    private static Connection reading(Database database) throws SQLException {
        Connection reader = database.source().getConnection();
        reader.setAutoCommit(false);
        Generations.read(reader);
        return reader;
    }

    @Test
    void aLongReaderHoldsUpNoWriter() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        try (Database database = Database.migrated(ToldStory.configuration(postgres));
                Connection look = postgres.connect()) {
            Projection projection = STORY.projection(database);
            List<ConsumerRecord<String, byte[]>> records = STORY.records;
            projection.apply(records.subList(0, records.size() - FEW));
            long before = generation(look);
            CompletableFuture<Rebuild.Report> rebuilt;
            try (Connection reader = reading(database)) {
                rebuilt = run(rebuild(
                        postgres, new Rebuild.Patience(Duration.ofMillis(300), 100_000, Duration.ofSeconds(20), 1)));
                for (ConsumerRecord<String, byte[]> each : records.subList(records.size() - FEW, records.size())) {
                    CompletableFuture<Integer> written = started(() -> applied(projection, each));
                    assertThat(written.get(60, TimeUnit.SECONDS)).isEqualTo(1);
                }
                assertThat(generation(look)).isEqualTo(before);
                assertThat(rebuilt).isNotDone();
                reader.rollback();
            }
            assertThat(rebuilt.get(60, TimeUnit.SECONDS).records()).isGreaterThanOrEqualTo(records.size());
            assertThat(generation(look)).isNotEqualTo(before);
        }
    }

    private static int applied(Projection projection, ConsumerRecord<String, byte[]> record) {
        try {
            return projection.apply(List.of(record));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CompletableFuture<Rebuild.Report> run(Rebuild rebuild) {
        return started(() -> {
            try {
                return rebuild.run((applied, live) -> {});
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aReaderThatNeverGoesMakesTheRebuildGiveUpAndNothingElse() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        try (Database database = Database.migrated(ToldStory.configuration(postgres));
                Connection look = postgres.connect()) {
            Projection projection = STORY.projection(database);
            projection.apply(STORY.records.subList(0, FEW));
            long before = generation(look);
            try (Connection reader = reading(database)) {
                Rebuild hasty =
                        rebuild(postgres, new Rebuild.Patience(Duration.ofMillis(100), 2, Duration.ofMillis(300), 1));
                assertThatThrownBy(() -> run(hasty).get(60, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseInstanceOf(IllegalStateException.class)
                        .rootCause()
                        .hasMessageContaining("without a pause");
                reader.rollback();
            }
            assertThat(generation(look)).isEqualTo(before);
            assertThat(projection.apply(STORY.records)).isEqualTo(STORY.records.size() - FEW);
        }
    }

    /** A check of a large ledger takes an hour; a generation that is to be replaced does not wait for it. */
    @Test
    void aCheckWaitsForNobodyAndNobodyForIt() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        try (Database database = Database.migrated(ToldStory.configuration(postgres));
                Connection alone = database.source().getConnection()) {
            STORY.projection(database).apply(STORY.records);
            alone.setAutoCommit(false);
            assertThat(Generations.stopReading(alone)).isTrue();
            CompletableFuture<List<String>> check = started(() -> differences(database.source()));
            assertThat(check.get(60, TimeUnit.SECONDS)).isEmpty();
            alone.rollback();
        }
    }

    private static List<String> differences(DataSource database) {
        try {
            return new RowCheck(database, STORY.kafka).run();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCheckBeginsAnewWhenTheGenerationIsReplaced() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        try (Database database = Database.migrated(ToldStory.configuration(postgres));
                Database next = Database.migrated(ToldStory.configuration(postgres), Database.NEXT)) {
            STORY.projection(database).apply(STORY.records);
            STORY.projection(next).apply(STORY.records);
            database.jdbi().useHandle(handle -> handle.execute("UPDATE provider_totals SET calls = calls + 1"));
            assertThat(differences(database.source())).isNotEmpty();
            AtomicBoolean replaced = new AtomicBoolean();
            DataSource meanwhile = hooked(database.source(), () -> {
                if (!replaced.getAndSet(true)) {
                    try (Connection other = postgres.connect();
                            Statement statement = other.createStatement()) {
                        statement.execute("ALTER SCHEMA projection RENAME TO projection_old");
                        statement.execute("ALTER SCHEMA projection_next RENAME TO projection");
                    }
                }
                return null;
            });
            assertThat(differences(meanwhile)).isEmpty();
            assertThat(replaced).isTrue();
        }
    }

    /** Does something else before the rows of journal_lines are read. */
    private static DataSource hooked(DataSource database, java.util.concurrent.Callable<?> before) {
        return (DataSource) Proxy.newProxyInstance(
                ChangeOfPlacesTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (source, call, given) -> {
                    Object connection = Objects.requireNonNull(call.invoke(database, given));
                    return Proxy.newProxyInstance(
                            ChangeOfPlacesTest.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("prepareStatement")
                                        && String.valueOf(arguments[0]).contains("FROM journal_lines")) {
                                    var _ = before.call();
                                }
                                try {
                                    return method.invoke(connection, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
                });
    }

    /** However little of it fits into memory, what differs is the same. */
    @Test
    void aCheckInManyPassesFindsTheSame() throws Exception {
        try (Database database = Database.migrated(ToldStory.configuration(TestPostgres.fresh()))) {
            STORY.projection(database).apply(STORY.records);
            assertThat(new RowCheck(database.source(), STORY.kafka, 3).run()).isEmpty();
            for (String change : List.of(
                    "UPDATE balances SET amount_nanos = amount_nanos + 1 WHERE owner IS NOT NULL",
                    "UPDATE intents SET provider = 'changed'",
                    "DELETE FROM deposits WHERE status = 'CREDITED'",
                    "UPDATE postings SET amount_nanos = amount_nanos + 1 WHERE posting_index = 1",
                    "DELETE FROM charges WHERE gross_nanos = 7000000",
                    "INSERT INTO providers (provider) VALUES ('nobody')")) {
                int changed = database.jdbi().withHandle(handle -> handle.execute(change));
                assertThat(changed).as(change).isPositive();
            }
            List<String> whole = new RowCheck(database.source(), STORY.kafka).run();
            assertThat(whole).hasSizeGreaterThan(20);
            assertThat(new RowCheck(database.source(), STORY.kafka, 3).run())
                    .containsExactlyInAnyOrderElementsOf(whole);
        }
    }
}
