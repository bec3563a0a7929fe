package io.fluxledger.audit.project;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes that a generation does without while it is built: those of the tables that grow with every call which no key needs. Made
 * from all rows at once they cost a fraction of what they cost row by row. What they are is read from the schema.
 */
final class DeferredIndexes {
    private static final Logger LOG = LoggerFactory.getLogger(DeferredIndexes.class);
    private static final List<Table> GROWING =
            List.of(Tables.JOURNAL_LINES, Tables.POSTINGS, Tables.INTENTS, Tables.CHARGES);

    private final Map<String, String> definitions;

    private DeferredIndexes(Map<String, String> definitions) {
        this.definitions = Map.copyOf(definitions);
    }

    /** Drops them in the schema that the connections stand in. */
    static DeferredIndexes drop(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Map<String, String> definitions = read(connection);
            for (String index : definitions.keySet()) {
                statement.execute("DROP INDEX " + index);
            }
            connection.commit();
            return new DeferredIndexes(definitions);
        }
    }

    /** Name and definition of each. */
    private static Map<String, String> read(Connection connection) throws SQLException {
        Map<String, String> definitions = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT c.relname, pg_get_indexdef(c.oid)
                FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
                WHERE c.relnamespace = current_schema()::regnamespace AND NOT c.relispartition AND NOT i.indisunique
                    AND t.relname = ANY (?)""")) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "text", GROWING.stream().map(Table::name).toArray(String[]::new)));
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    // Of a table with partitions PostgreSQL tells the definition that leaves them out.
                    definitions.put(found.getString(1), found.getString(2).replaceFirst(" ON ONLY ", " ON "));
                }
            }
        }
        return definitions;
    }

    /** Makes them, one after the other on one processor, and counts the rows for those who plan questions. */
    void make(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL max_parallel_maintenance_workers = 0");
            for (Map.Entry<String, String> index : definitions.entrySet()) {
                statement.execute(index.getValue());
                LOG.info("index {} is made", index.getKey());
            }
            for (Table table : GROWING) {
                statement.execute("ANALYZE " + table.name());
            }
            connection.commit();
        }
    }
}
