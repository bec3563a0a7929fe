package io.fluxledger.audit.project;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import javax.sql.DataSource;

/**
 * Makes the partitions of the tables that grow with every line, a month each, before the month's first row. A new partition
 * is attached, which neither readers nor writers wait for.
 */
final class Months {
    private static final Set<Table> PARTITIONED =
            Set.of(Tables.JOURNAL_LINES, Tables.POSTINGS, Tables.INTENT_EVENTS, Tables.CHARGES);

    private final DataSource database;
    private final Set<YearMonth> known = new ConcurrentSkipListSet<>();

    Months(DataSource database) {
        this.database = database;
    }

    /** @param clocksMs clocks of the lines that are to be written */
    void ensure(Collection<Long> clocksMs) throws SQLException {
        Set<YearMonth> wanted = new TreeSet<>();
        for (long clockMs : clocksMs) {
            wanted.add(month(clockMs));
        }
        wanted.removeAll(known);
        for (YearMonth month : wanted) {
            make(month);
            known.add(month);
        }
    }

    private static YearMonth month(long clockMs) {
        return YearMonth.from(Instant.ofEpochMilli(clockMs).atOffset(ZoneOffset.UTC));
    }

    private void make(YearMonth month) throws SQLException {
        long fromMs = ms(month);
        long toMs = ms(month.plusMonths(1));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 2))");
            for (Table table : PARTITIONED) {
                String name = "%s_%04d_%02d".formatted(table.name(), month.getYear(), month.getMonthValue());
                if (!exists(statement, name)) {
                    statement.execute("CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
                            .formatted(name, table.name()));
                    statement.execute("ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%d) TO (%d)"
                            .formatted(table.name(), name, fromMs, toMs));
                }
            }
            connection.commit();
        }
    }

    private static boolean exists(Statement statement, String name) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT to_regclass('" + name + "') IS NOT NULL")) {
            found.next();
            return found.getBoolean(1);
        }
    }

    private static long ms(YearMonth month) {
        return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
