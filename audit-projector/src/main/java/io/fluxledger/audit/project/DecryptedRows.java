package io.fluxledger.audit.project;

import io.fluxledger.audit.config.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What the auditor's key has read. No topic leads to it, and to read it again takes every block of every chain: a new
 * generation takes it over from the one before.
 */
final class DecryptedRows {
    private static final String MOVES = """
            INSERT INTO next.encrypted_moves (chain_id, transaction_hash, log_index, block_number, kind, sender, recipient,
                amount_micros, problem)
            SELECT m.chain_id, m.transaction_hash, m.log_index, m.block_number, m.kind, m.sender, m.recipient,
                m.amount_micros, m.problem
            FROM live.encrypted_moves m LEFT JOIN next.encrypted_progress p ON p.chain_id = m.chain_id
            WHERE m.block_number >= COALESCE(p.next_block, 0)""";

    private static final String PROGRESS = """
            INSERT INTO next.encrypted_progress (chain_id, next_block)
            SELECT chain_id, next_block FROM live.encrypted_progress
            ON CONFLICT (chain_id) DO UPDATE SET next_block = EXCLUDED.next_block""";

    private DecryptedRows() {}

    /** Takes over what is not there yet, in the connection's transaction, which sees one snapshot or has stopped the writers. */
    static void takeOver(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                return;
            }
            statement.execute(placed(MOVES));
            statement.execute(placed(PROGRESS));
        }
    }

    /** The live generation may be of a build that decrypted nothing. */
    private static boolean exists(Statement statement) throws SQLException {
        try (ResultSet found =
                statement.executeQuery(placed("SELECT to_regclass('live.encrypted_moves') IS NOT NULL"))) {
            found.next();
            return found.getBoolean(1);
        }
    }

    private static String placed(String sql) {
        return sql.replace("next.", Database.NEXT + ".").replace("live.", Database.LIVE + ".");
    }
}
