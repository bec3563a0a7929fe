package io.fluxledger.bench.payouts;

import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.TransactionState;
import java.util.HashMap;
import java.util.Map;

/**
 * What the relayer had to do a second time, as far as the records on chain.transactions.v1 tell. Counted are, of all commands, those that fill
 * the reserve included:
 *
 * <ul>
 *   <li>each signed form of a command's transaction after the first: higher fees, a no-op that cancels it, another proof or another nonce
 *       because nodes or the contract did not take the one before;
 *   <li>each time that a mined transaction is in no block any more: the same bytes are sent again;
 *   <li>each command that failed.
 * </ul>
 *
 * <p>Two things leave no record and are not counted: the same bytes sent again while they wait for a block, and a proof that is made again
 * before the transaction that it is for was signed.
 */
final class TransactionRetries {
    private final Map<String, ChainTransaction> latest = new HashMap<>();
    private int signedAgain;
    private int takenBack;
    private int failed;

    /** The next record of the topic. */
    void saw(ChainTransaction record) {
        ChainTransaction before = latest.put(record.getCommandId(), record);
        int known = before == null ? 0 : before.getAttempts().size();
        signedAgain += Math.max(0, record.getAttempts().size() - Math.max(1, known));
        if (before != null && isInBlock(before) && !isInBlock(record) && record.getState() != TransactionState.FAILED) {
            takenBack++;
        }
        if (record.getState() == TransactionState.FAILED
                && (before == null || before.getState() != TransactionState.FAILED)) {
            failed++;
        }
    }

    int count() {
        return signedAgain + takenBack + failed;
    }

    private static boolean isInBlock(ChainTransaction record) {
        return record.getState() == TransactionState.MINED || record.getState() == TransactionState.FINAL;
    }

    @Override
    public String toString() {
        return "%d signed again, %d taken back by the chain, %d failed".formatted(signedAgain, takenBack, failed);
    }
}
