package io.fluxledger.audit.project;

import io.fluxledger.runtime.KafkaClients;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds every row of a generation against the records that it was made of: reads the topics again up to where the generation
 * stands, makes the rows anew and names every column that differs, every row that is missing and every one too many. Nobody waits
 * for it: when another generation takes the place of the one that is compared, it begins anew.
 */
public final class RowCheck {
    private static final int MOST_BEGINNINGS = 5;
    private static final int MOST_ROWS = 500_000;

    private final DataSource database;
    private final KafkaClients kafka;
    private final int mostRows;

    public RowCheck(DataSource database, KafkaClients kafka) {
        this(database, kafka, MOST_ROWS);
    }

    /** @param mostRows of the rows that several records make, so many are kept in memory; with more, the topics are read more often */
    RowCheck(DataSource database, KafkaClients kafka, int mostRows) {
        this.database = database;
        this.kafka = kafka;
        this.mostRows = mostRows;
    }

    /**
     * Every difference, first first, as of one moment.
     *
     * @throws SQLException when the rows cannot be read
     */
    public List<String> run() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            for (int beginning = 0; beginning < MOST_BEGINNINGS; beginning++) {
                Optional<List<String>> differences = compare(connection);
                if (differences.isPresent()) {
                    return differences.get();
                }
            }
        }
        throw new SQLException("generations change places faster than one can be compared");
    }

    /** Empty when the generation was replaced meanwhile. */
    private Optional<List<String>> compare(Connection connection) throws SQLException {
        long generation = generation(connection);
        SQLException failure = null;
        List<String> differences = List.of();
        try (Consumer<byte[], byte[]> consumer = kafka.byteConsumer(
                "audit-row-check", true, Map.of("max.poll.records", 2_000, "fetch.max.wait.ms", 10))) {
            differences = new RowComparison(connection, consumer, new RecordReader(kafka.serde()), mostRows)
                    .run()
                    .all();
        } catch (SQLException e) {
            failure = e;
        }
        connection.rollback();
        if (generation(connection) != generation) {
            return Optional.empty();
        }
        return found(failure, differences);
    }

    private static Optional<List<String>> found(@Nullable SQLException failure, List<String> differences)
            throws SQLException {
        if (failure != null) {
            throw failure;
        }
        return Optional.of(differences);
    }

    /** In a transaction of its own: names of tables are those of now, whatever the snapshot. */
    private static long generation(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT CAST(oid AS bigint) FROM pg_namespace WHERE nspname = current_schema()")) {
            found.next();
            long generation = found.getLong(1);
            connection.rollback();
            return generation;
        }
    }
}
