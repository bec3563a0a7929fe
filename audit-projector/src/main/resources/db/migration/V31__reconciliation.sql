-- What moves on chain between a treasury, an escrow and the ledger's books, for holding one against the other as of a block.

CREATE INDEX chain_transactions_by_block ON chain_transactions (chain_id, block_number);
CREATE INDEX chain_transactions_by_kind ON chain_transactions (chain_id, kind);

-- Only what is not posted yet, or was mined lately, differs; the rest is left out by who asks for a block.
CREATE VIEW escrow_steps AS
    SELECT t.command_id, t.chain_id, t.kind, t.account AS payer, t.subject_id AS intent_id,
           COALESCE(t.block_number, 0) AS block_number,
           CASE t.kind
               WHEN 'ESCROW_AUTHORIZE' THEN i.max_amount_nanos
               WHEN 'ESCROW_CAPTURE' THEN -i.closed_captured_nanos / 1000 * 1000
               ELSE -(i.max_amount_nanos - COALESCE(i.captured_nanos, 0) / 1000 * 1000)
           END AS escrow_nanos,
           COALESCE(CASE t.kind
               WHEN 'ESCROW_AUTHORIZE' THEN i.authorize_status
               WHEN 'ESCROW_CAPTURE' THEN i.capture_status
               ELSE i.void_status
           END, '') = 'FINAL' AS posted
    FROM chain_transactions t
    JOIN intents i ON i.payer = t.account AND i.intent_id = t.subject_id AND i.funding = 'ESCROW'
    WHERE t.kind IN ('ESCROW_AUTHORIZE', 'ESCROW_CAPTURE', 'ESCROW_VOID') AND t.state IN ('MINED', 'FINAL');
COMMENT ON VIEW escrow_steps IS 'Mined steps of escrow intents and what each moves into the escrow contract.';
COMMENT ON COLUMN escrow_steps.command_id IS 'Command of the step.';
COMMENT ON COLUMN escrow_steps.chain_id IS 'EIP-155 id of the escrow''s chain.';
COMMENT ON COLUMN escrow_steps.kind IS 'ESCROW_AUTHORIZE, ESCROW_CAPTURE or ESCROW_VOID.';
COMMENT ON COLUMN escrow_steps.payer IS 'Payer of the intent.';
COMMENT ON COLUMN escrow_steps.intent_id IS 'The intent.';
COMMENT ON COLUMN escrow_steps.block_number IS 'Block that it is mined in.';
COMMENT ON COLUMN escrow_steps.escrow_nanos IS 'What it adds to the escrow contract, nano-USDC; what leaves is negative.';
COMMENT ON COLUMN escrow_steps.posted IS 'Whether the ledger has posted it.';

CREATE VIEW captures AS
    SELECT s.command_id, s.chain_id, s.block_number, s.posted,
           CASE
               WHEN i.payout_chain_id <> s.chain_id THEN -s.escrow_nanos / 1000
               ELSE -s.escrow_nanos / 1000 * COALESCE((
                   SELECT (entry -> 'escrow' ->> 'minFeeBps')::bigint
                   FROM journal_lines l, jsonb_array_elements(l.entries) AS entry
                   WHERE l.topic = i.opened_topic AND l.partition = i.opened_partition
                     AND l.record_offset = i.opened_offset AND entry ->> 'type' = 'IntentOpened'
                     AND entry ->> 'intentId' = i.intent_id
                   LIMIT 1), 0) / 10000
           END AS treasury_micros
    FROM escrow_steps s
    JOIN intents i ON i.payer = s.payer AND i.intent_id = s.intent_id
    WHERE s.kind = 'ESCROW_CAPTURE';
COMMENT ON VIEW captures IS 'What mined captures bring the treasury: the fee by the payer''s terms, and all of it where the provider is paid on another chain.';
COMMENT ON COLUMN captures.command_id IS 'Command of the capture.';
COMMENT ON COLUMN captures.chain_id IS 'EIP-155 id of the escrow''s chain.';
COMMENT ON COLUMN captures.block_number IS 'Block that it is mined in.';
COMMENT ON COLUMN captures.posted IS 'Whether the ledger has posted it.';
COMMENT ON COLUMN captures.treasury_micros IS 'What the treasury has more by it, micro-USDC.';

CREATE OR REPLACE VIEW encrypted_reserves AS
    SELECT chain_id, account, sum(amount_micros) AS amount_micros, count(*) FILTER (WHERE amount_micros IS NULL) AS undecrypted
    FROM (
        SELECT chain_id, sender AS account, CASE kind WHEN 'DEPOSIT' THEN amount_micros ELSE -amount_micros END AS amount_micros
        FROM encrypted_moves
        UNION ALL
        SELECT chain_id, recipient, amount_micros FROM encrypted_moves WHERE kind = 'TRANSFER') moves
    GROUP BY chain_id, account;
COMMENT ON COLUMN encrypted_reserves.amount_micros IS 'Encrypted balance without what could not be decrypted, micro-USDC.';
COMMENT ON COLUMN encrypted_reserves.undecrypted IS 'How many transfers from and to it could not be decrypted; with any, the balance is not known.';

CREATE VIEW unexplained_encrypted_transfers AS
    SELECT m.chain_id, m.transaction_hash, m.log_index, m.block_number, m.sender, m.recipient, m.amount_micros, m.problem
    FROM encrypted_moves m
    WHERE m.kind = 'TRANSFER' AND NOT EXISTS (
        SELECT 1 FROM chain_transactions t
        JOIN payouts p ON p.provider = t.account AND p.payout_id = t.subject_id AND p.recipient = m.recipient
        WHERE t.transaction_hash = m.transaction_hash AND t.chain_id = m.chain_id AND t.kind = 'PRIVATE_PAYOUT');
COMMENT ON VIEW unexplained_encrypted_transfers IS 'Encrypted transfers that are no payout of the ledger.';
COMMENT ON COLUMN unexplained_encrypted_transfers.chain_id IS 'Chain of the transfer.';
COMMENT ON COLUMN unexplained_encrypted_transfers.transaction_hash IS 'The transfer, 0x-hex.';
COMMENT ON COLUMN unexplained_encrypted_transfers.log_index IS 'Its event in the block.';
COMMENT ON COLUMN unexplained_encrypted_transfers.block_number IS 'Its block.';
COMMENT ON COLUMN unexplained_encrypted_transfers.sender IS 'From whom, 0x-address.';
COMMENT ON COLUMN unexplained_encrypted_transfers.recipient IS 'To whom, 0x-address.';
COMMENT ON COLUMN unexplained_encrypted_transfers.amount_micros IS 'What the auditor''s key reads, micro-USDC; null where it reads nothing.';
COMMENT ON COLUMN unexplained_encrypted_transfers.problem IS 'Why it could not be decrypted; null where it was.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fluxledger_auditor') THEN
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO fluxledger_auditor', current_schema());
    END IF;
END $$;
