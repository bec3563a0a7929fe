package io.fluxledger.audit.decrypt;

import io.fluxledger.audit.project.Generations;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.transaction.TransactionException;

/** The table of decrypted moves. */
final class MoveRows {
    private final Jdbi jdbi;

    MoveRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The first block of the chain that was not read; 0 at first. */
    long nextBlock(long chainId) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT next_block FROM encrypted_progress WHERE chain_id = :chain")
                        .bind("chain", chainId)
                        .mapTo(Long.class)
                        .findOne()
                        .orElse(0L));
    }

    /**
     * Keeps what the blocks from one up to the next one hold, in one transaction; what is there already stays.
     *
     * @param firstBlock where reading begins when nothing was read; blocks before it are passed over
     * @return false when the blocks were not the next ones any more: another generation took the place of the one that was
     *     asked, or somebody else has read them; nothing is kept then
     */
    boolean keep(long chainId, long firstBlock, long from, List<EncryptedMove> moves, long nextBlock) {
        return jdbi.inTransaction(handle -> {
            enter(handle);
            handle.createUpdate("""
                            INSERT INTO encrypted_progress (chain_id, next_block) VALUES (:chain, 0)
                            ON CONFLICT (chain_id) DO NOTHING""").bind("chain", chainId).execute();
            long next = handle.createQuery(
                            "SELECT next_block FROM encrypted_progress WHERE chain_id = :chain FOR UPDATE")
                    .bind("chain", chainId)
                    .mapTo(Long.class)
                    .one();
            if (Math.max(next, firstBlock) != from) {
                return false;
            }
            insert(handle, chainId, moves);
            handle.createUpdate("UPDATE encrypted_progress SET next_block = :next WHERE chain_id = :chain")
                    .bind("chain", chainId)
                    .bind("next", nextBlock)
                    .execute();
            return true;
        });
    }

    private static void enter(Handle handle) {
        try {
            Generations.write(handle.getConnection());
        } catch (SQLException e) {
            throw new TransactionException("the projection cannot be written", e);
        }
    }

    private static void insert(Handle handle, long chainId, List<EncryptedMove> moves) {
        if (moves.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO encrypted_moves (chain_id, transaction_hash, log_index, block_number, kind, sender,
                    recipient, amount_micros, problem)
                VALUES (:chain, :hash, :index, :block, :kind, :sender, :recipient, :amount, :problem)
                ON CONFLICT DO NOTHING""");
        for (EncryptedMove move : moves) {
            batch.bind("chain", chainId)
                    .bind("hash", move.transactionHash())
                    .bind("index", move.logIndex())
                    .bind("block", move.blockNumber())
                    .bind("kind", move.kind().name())
                    .bind("sender", move.sender())
                    .bind("recipient", move.recipient())
                    .bind("amount", move.amountMicros())
                    .bind("problem", move.problem())
                    .add();
        }
        batch.execute();
    }
}
