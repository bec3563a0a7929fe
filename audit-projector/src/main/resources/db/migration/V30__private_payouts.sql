-- What the auditor's key reads of the encrypted tokens. Unlike the rest it is recomputed from the chains, and only by who has the key.

CREATE TABLE encrypted_moves (
    chain_id bigint NOT NULL,
    transaction_hash text NOT NULL,
    log_index int NOT NULL,
    block_number bigint NOT NULL,
    kind text NOT NULL,
    sender text NOT NULL,
    recipient text,
    amount_micros bigint,
    problem text,
    PRIMARY KEY (chain_id, transaction_hash, log_index)
);
COMMENT ON TABLE encrypted_moves IS 'Final events of the encrypted tokens: TRANSFER with the decrypted amount, DEPOSIT and WITHDRAWAL with the public one.';
COMMENT ON COLUMN encrypted_moves.problem IS 'Why an amount could not be decrypted; null where it was.';

CREATE TABLE encrypted_progress (
    chain_id bigint NOT NULL PRIMARY KEY,
    next_block bigint NOT NULL
);

CREATE VIEW private_payouts AS
    SELECT c.chain_id, c.transaction_hash, c.account AS provider, c.subject_id AS payout_id, p.batch_id, p.window_end_ms,
           c.block_number, p.amount_micros AS ledger_micros, m.amount_micros AS decrypted_micros, m.problem,
           CASE
               WHEN m.transaction_hash IS NULL AND c.block_number >= COALESCE(e.next_block, 0) THEN 'NOT_READ_YET'
               WHEN m.amount_micros = p.amount_micros AND m.recipient = p.recipient THEN 'EQUAL'
               ELSE 'DIFFERS'
           END AS verdict
    FROM (SELECT DISTINCT ON (command_id) command_id, chain_id, kind, account, subject_id, status, transaction_hash, block_number
          FROM chain_confirmations
          ORDER BY command_id, clock_ms DESC, record_offset DESC) c
    JOIN payouts p ON p.provider = c.account AND p.payout_id = c.subject_id
    LEFT JOIN encrypted_progress e ON e.chain_id = c.chain_id
    LEFT JOIN encrypted_moves m
        ON m.chain_id = c.chain_id AND m.transaction_hash = c.transaction_hash AND m.kind = 'TRANSFER'
    WHERE c.kind = 'PRIVATE_PAYOUT' AND c.status = 'FINAL';
COMMENT ON VIEW private_payouts IS 'Every final encrypted payout with the ledger''s amount and the decrypted one.';

CREATE VIEW encrypted_reserves AS
    SELECT chain_id, account, sum(amount_micros) AS amount_micros
    FROM (
        SELECT chain_id, sender AS account, CASE kind WHEN 'DEPOSIT' THEN amount_micros ELSE -amount_micros END AS amount_micros
        FROM encrypted_moves
        UNION ALL
        SELECT chain_id, recipient, amount_micros FROM encrypted_moves WHERE kind = 'TRANSFER') moves
    GROUP BY chain_id, account;
COMMENT ON VIEW encrypted_reserves IS 'Encrypted balances, by what the auditor reads of everything that ever moved.';
COMMENT ON COLUMN private_payouts.chain_id IS 'Chain of the transfer.';
COMMENT ON COLUMN private_payouts.transaction_hash IS 'The encrypted transfer, 0x-hex.';
COMMENT ON COLUMN private_payouts.provider IS 'Who is paid, 0x-address.';
COMMENT ON COLUMN private_payouts.payout_id IS 'The payout.';
COMMENT ON COLUMN private_payouts.batch_id IS 'Its batch.';
COMMENT ON COLUMN private_payouts.window_end_ms IS 'End of its window, Unix milliseconds.';
COMMENT ON COLUMN private_payouts.block_number IS 'Block of the transfer.';
COMMENT ON COLUMN private_payouts.ledger_micros IS 'What the ledger says was paid, micro-USDC.';
COMMENT ON COLUMN private_payouts.decrypted_micros IS 'What the auditor''s key reads, micro-USDC; null while it has not been read, or cannot be.';
COMMENT ON COLUMN private_payouts.problem IS 'Why it could not be decrypted; null where it was.';
COMMENT ON COLUMN private_payouts.verdict IS 'EQUAL, DIFFERS or NOT_READ_YET.';
COMMENT ON COLUMN encrypted_reserves.chain_id IS 'Chain of the token.';
COMMENT ON COLUMN encrypted_reserves.account IS 'Owner, 0x-address.';
COMMENT ON COLUMN encrypted_reserves.amount_micros IS 'Encrypted balance, micro-USDC.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fluxledger_auditor') THEN
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO fluxledger_auditor', current_schema());
    END IF;
END $$;
