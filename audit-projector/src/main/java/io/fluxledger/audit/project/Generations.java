package io.fluxledger.audit.project;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Who may be in a generation while it is replaced. A transaction that writes holds the one lock of its generation, one that
 * reads the other, both shared; who puts another generation in its place takes them alone, so that every transaction finds
 * one generation from its first statement to its last.
 */
public final class Generations {
    /** SQL state of a statement that has waited for a lock for too long. */
    static final String LOCK_TIMEOUT = "55P03";

    private static final int WRITING = 1;
    private static final int READING = 3;

    private Generations() {}

    /** To be called first in a transaction that writes. */
    public static void write(Connection connection) throws SQLException {
        execute(connection, "pg_advisory_xact_lock_shared(hashtextextended(current_schema(), " + WRITING + "))");
    }

    /** To be called first in a transaction that reads. */
    public static void read(Connection connection) throws SQLException {
        execute(connection, "pg_advisory_xact_lock_shared(hashtextextended(current_schema(), " + READING + "))");
    }

    /** Waits until nobody writes; whoever wants to write then waits for the end of this transaction. */
    static void stopWriting(Connection connection) throws SQLException {
        execute(connection, "pg_advisory_xact_lock(hashtextextended(current_schema(), " + WRITING + "))");
    }

    /** As {@link #stopWriting} for those who read. Whoever wants to read waits behind it from now on. */
    static void awaitReaders(Connection connection) throws SQLException {
        execute(connection, "pg_advisory_xact_lock(hashtextextended(current_schema(), " + READING + "))");
    }

    /** Lets no statement of the transaction wait longer than that for a lock: it then fails with {@link #LOCK_TIMEOUT}. */
    static void waitAtMost(Connection connection, Duration patience) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + patience.toMillis());
        }
    }

    /** Whether nobody reads at this moment; whoever wants to read then waits for the end of this transaction. */
    static boolean stopReading(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var found = statement.executeQuery(
                        "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema(), " + READING + "))")) {
            found.next();
            return found.getBoolean(1);
        }
    }

    private static void execute(Connection connection, String call) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT " + call);
        }
    }
}
