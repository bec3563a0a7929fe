package io.fluxledger.audit.decrypt;

import io.fluxledger.audit.read.Reading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What the accounts hold encrypted that batches are paid from, by what the auditor's key has read. */
public final class EncryptedReserves {
    private static final int MOST_LISTED = 100;

    private final Map<Long, String> accounts = new HashMap<>();
    private final Reading reading;

    /**
     * A reserve as of a block: everything that moved up to it has been read.
     *
     * @param account lower-case 0x-hex
     * @param nextBlock first block that was not read; 0 when none was
     * @param micros micro-USDC, without what could not be decrypted; the nearest long, should the sum be none
     * @param undecrypted transfers that could not be decrypted; with any, the balance is not known
     * @param unexplained transfers out of it that are no payout of the ledger, latest first, as they are answered
     */
    public record Reserve(
            String account, long nextBlock, long micros, long undecrypted, List<Map<String, Object>> unexplained) {}

    public EncryptedReserves(Jdbi jdbi, List<DecryptConfiguration.Source> sources) {
        reading = new Reading(jdbi);
        sources.forEach(source -> accounts.put(source.chainId(), source.payoutAccount()));
    }

    /** The reserve of a chain; empty where this service has no key to read one. */
    public Optional<Reserve> of(long chainId) {
        return Optional.ofNullable(accounts.get(chainId))
                .map(account -> reading.read(handle -> read(handle, chainId, account)));
    }

    /** Whether the ledger's own transactions say that a chain has encrypted money of ours. */
    public boolean isUsed(long chainId) {
        return accounts.containsKey(chainId)
                || reading.read(handle -> handle.createQuery("""
                        SELECT EXISTS (
                            SELECT 1 FROM chain_transactions
                            WHERE chain_id = :chain AND kind IN ('PRIVATE_PAYOUT', 'RESERVE_FUND', 'RESERVE_DEPOSIT'))""")
                        .bind("chain", chainId)
                        .mapTo(Boolean.class)
                        .one());
    }

    private static Reserve read(Handle handle, long chainId, String account) {
        long nextBlock = handle.createQuery("SELECT next_block FROM encrypted_progress WHERE chain_id = :chain")
                .bind("chain", chainId)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
        List<Map<String, Object>> unexplained = Reading.list(handle.createQuery("""
                        SELECT transaction_hash, block_number, recipient, amount_micros, problem
                        FROM unexplained_encrypted_transfers WHERE chain_id = :chain AND sender = :account
                        ORDER BY block_number DESC, log_index DESC LIMIT :most""")
                .bind("chain", chainId)
                .bind("account", account)
                .bind("most", MOST_LISTED));
        return handle.createQuery("""
                        SELECT LEAST(GREATEST(COALESCE(sum(amount_micros), 0), :least), :most)::bigint,
                               COALESCE(sum(undecrypted), 0)::bigint
                        FROM encrypted_reserves WHERE chain_id = :chain AND account = :account""")
                .bind("least", Long.MIN_VALUE)
                .bind("most", Long.MAX_VALUE)
                .bind("chain", chainId)
                .bind("account", account)
                .map((row, _) -> new Reserve(account, nextBlock, row.getLong(1), row.getLong(2), unexplained))
                .one();
    }
}
