-- What auditors and analysts read. Amounts are nano-USDC, times of the ledger's clock; every column has a comment.

DROP VIEW account_balances;
CREATE VIEW account_balances AS
    SELECT account_type, owner, chain_id, sum(amount_nanos) AS amount_nanos
    FROM balances
    GROUP BY account_type, owner, chain_id
    HAVING sum(amount_nanos) <> 0;
COMMENT ON VIEW account_balances IS 'Balance per account type, owner and chain; those that are not zero.';
COMMENT ON COLUMN account_balances.account_type IS 'Account type; liabilities and income are positive, assets negative.';
COMMENT ON COLUMN account_balances.owner IS 'Payer or provider; null for accounts of the system.';
COMMENT ON COLUMN account_balances.chain_id IS 'EIP-155 id of the chain that the money is on.';
COMMENT ON COLUMN account_balances.amount_nanos IS 'Balance in nano-USDC.';

DROP VIEW IF EXISTS trial_balance;
CREATE VIEW trial_balance AS
    SELECT account_type, chain_id, sum(amount_nanos) AS amount_nanos
    FROM type_balances
    GROUP BY account_type, chain_id;
COMMENT ON VIEW trial_balance IS 'Sum per account type and chain; the sum over all rows is zero.';
COMMENT ON COLUMN trial_balance.account_type IS 'Account type; liabilities and income are positive, assets negative.';
COMMENT ON COLUMN trial_balance.chain_id IS 'EIP-155 id of the chain that the money is on.';
COMMENT ON COLUMN trial_balance.amount_nanos IS 'Sum in nano-USDC.';

CREATE VIEW rejections AS
    SELECT topic, partition, record_offset, input_id, input_type, account, reason, clock_ms, input_partition,
           input_offset, traceparent
    FROM journal_lines
    WHERE outcome = 'REJECTED';
COMMENT ON VIEW rejections IS 'Inputs that the folds refused, and why.';
COMMENT ON COLUMN rejections.topic IS 'Journal of the fold that refused it.';
COMMENT ON COLUMN rejections.partition IS 'Partition of the journal.';
COMMENT ON COLUMN rejections.record_offset IS 'Offset of the line.';
COMMENT ON COLUMN rejections.input_id IS 'Id of the input.';
COMMENT ON COLUMN rejections.input_type IS 'Record name of the input, or UNREADABLE.';
COMMENT ON COLUMN rejections.account IS 'Payer or provider; null where it concerns the partition.';
COMMENT ON COLUMN rejections.reason IS 'Name of the rejection reason.';
COMMENT ON COLUMN rejections.clock_ms IS 'Clock of the partition, Unix milliseconds.';
COMMENT ON COLUMN rejections.input_partition IS 'Partition of the input.';
COMMENT ON COLUMN rejections.input_offset IS 'Offset of the input.';
COMMENT ON COLUMN rejections.traceparent IS 'W3C trace context of the request, where known.';

CREATE VIEW statements AS
    SELECT owner, account_type, chain_id, to_timestamp(clock_ms / 1000.0) AS at, amount_nanos, balance_nanos,
           topic, partition, record_offset, posting_index, clock_ms
    FROM postings
    WHERE owner IS NOT NULL;
COMMENT ON VIEW statements IS 'Every movement of every account of a payer or provider, with the balance after it.';
COMMENT ON COLUMN statements.owner IS 'Payer or provider.';
COMMENT ON COLUMN statements.account_type IS 'Account type.';
COMMENT ON COLUMN statements.chain_id IS 'EIP-155 id of the chain that the money is on.';
COMMENT ON COLUMN statements.at IS 'Clock of the line.';
COMMENT ON COLUMN statements.amount_nanos IS 'Movement in nano-USDC; what makes the balance less is negative.';
COMMENT ON COLUMN statements.balance_nanos IS 'Balance after it, nano-USDC.';
COMMENT ON COLUMN statements.topic IS 'Journal of the line.';
COMMENT ON COLUMN statements.partition IS 'Partition of the line.';
COMMENT ON COLUMN statements.record_offset IS 'Offset of the line.';
COMMENT ON COLUMN statements.posting_index IS 'Position among the postings of the line, from 0.';
COMMENT ON COLUMN statements.clock_ms IS 'Clock of the line, Unix milliseconds.';

CREATE VIEW coverage AS
    SELECT chain_id,
           sum(amount_nanos) FILTER (WHERE account_type IN ('PAYER_AVAILABLE', 'PAYER_LOCKED', 'PAYER_WITHDRAWING',
               'PROVIDER_PAYABLE', 'PROVIDER_IN_FLIGHT', 'PROVIDER_DISPUTED', 'SUSPENSE', 'CLEARING')) AS owed_nanos,
           -sum(amount_nanos) FILTER (WHERE account_type = 'TREASURY') AS treasury_nanos,
           -sum(amount_nanos) FILTER (WHERE account_type = 'ESCROW_ASSET') AS escrow_nanos,
           sum(amount_nanos) FILTER (WHERE account_type IN ('PAYER_ESCROW_LOCKED', 'PAYER_ESCROW_VOIDING',
               'ESCROW_CAPTURED')) AS in_escrow_nanos,
           sum(amount_nanos) FILTER (WHERE account_type IN ('TRANSIT', 'IN_BRIDGE')) AS between_chains_nanos,
           sum(amount_nanos) FILTER (WHERE account_type IN ('PLATFORM_FEES', 'CHAIN_COSTS')) AS own_nanos,
           sum(amount_nanos) FILTER (WHERE account_type IN ('PAYER_DEBT', 'PROVIDER_DEBT')) AS debts_nanos
    FROM type_balances
    GROUP BY chain_id;
COMMENT ON VIEW coverage IS 'Per chain: what is owed to payers and providers, and what the treasury and the escrow hold against it, as the ledger has it.';
COMMENT ON COLUMN coverage.chain_id IS 'EIP-155 id of the chain.';
COMMENT ON COLUMN coverage.owed_nanos IS 'Credits, locks, withdrawals, payables, disputes and suspense, nano-USDC.';
COMMENT ON COLUMN coverage.treasury_nanos IS 'What the treasury holds, nano-USDC.';
COMMENT ON COLUMN coverage.escrow_nanos IS 'What the escrow contract holds, nano-USDC.';
COMMENT ON COLUMN coverage.in_escrow_nanos IS 'Locked in the escrow, on its way back, or settled and not yet captured, nano-USDC.';
COMMENT ON COLUMN coverage.between_chains_nanos IS 'What this chain''s treasury owes others after payments across chains, nano-USDC; zero over all chains but for what is in a bridge.';
COMMENT ON COLUMN coverage.own_nanos IS 'Fees less costs, nano-USDC.';
COMMENT ON COLUMN coverage.debts_nanos IS 'What payers and providers owe, negative, nano-USDC.';

CREATE VIEW earnings AS
    SELECT provider, to_timestamp(clock_ms / 1000.0)::date AS day, count(*) AS calls, sum(gross_nanos) AS gross_nanos,
           sum(fee_nanos) AS fee_nanos, sum(net_nanos) AS net_nanos, sum(input_tokens) AS input_tokens,
           sum(output_tokens) AS output_tokens
    FROM charges
    GROUP BY provider, to_timestamp(clock_ms / 1000.0)::date;
COMMENT ON VIEW earnings IS 'What providers earned, by day.';
COMMENT ON COLUMN earnings.provider IS 'The provider.';
COMMENT ON COLUMN earnings.day IS 'Day of the ledger''s clock, in the session''s time zone.';
COMMENT ON COLUMN earnings.calls IS 'Calls charged.';
COMMENT ON COLUMN earnings.gross_nanos IS 'Charged to payers, nano-USDC.';
COMMENT ON COLUMN earnings.fee_nanos IS 'Fee, nano-USDC.';
COMMENT ON COLUMN earnings.net_nanos IS 'Left to the provider, nano-USDC.';
COMMENT ON COLUMN earnings.input_tokens IS 'Tokens in.';
COMMENT ON COLUMN earnings.output_tokens IS 'Tokens out.';

CREATE VIEW discrepancies AS
    SELECT 'DEPOSIT_IN_SUSPENSE' AS kind, payer AS account, nonce AS subject, chain_id, amount_micros * 1000 AS amount_nanos,
           reason, transaction_hash, topic, partition, record_offset, COALESCE(closed_clock_ms, opened_clock_ms) AS clock_ms
    FROM deposits WHERE status = 'SUSPENDED'
    UNION ALL
    SELECT 'DEPOSIT_TAKEN_BACK', payer, nonce, chain_id, amount_micros * 1000, reason, transaction_hash, topic, partition,
           record_offset, closed_clock_ms
    FROM deposits WHERE status = 'REVOKED'
    UNION ALL
    SELECT 'PAYOUT_NOT_PAID', provider, payout_id, chain_id, amount_micros * 1000, NULL, transaction_hash, topic, partition,
           record_offset, closed_clock_ms
    FROM payouts WHERE folded_status IN ('RETURNED', 'REVOKED')
    UNION ALL
    SELECT 'WITHDRAWAL_NOT_PAID', payer, withdrawal_id, chain_id, amount_nanos, NULL, transaction_hash, topic, partition,
           record_offset, closed_clock_ms
    FROM withdrawals WHERE status IN ('RETURNED', 'REVOKED')
    UNION ALL
    SELECT 'DISPUTE_' || status, payer, intent_id, NULL, amount_nanos, reason, NULL, COALESCE(topic, opened_topic),
           COALESCE(partition, opened_partition), COALESCE(record_offset, opened_offset),
           COALESCE(decided_clock_ms, taken_clock_ms, opened_clock_ms)
    FROM disputes
    UNION ALL
    SELECT 'TRANSACTION_FAILED', account, command_id, chain_id, NULL, reason, transaction_hash, topic, partition,
           record_offset, updated_at_ms
    FROM chain_transactions WHERE state = 'FAILED'
    UNION ALL
    SELECT 'CHAIN_HELD', NULL, NULL, chain_id, NULL, reason, NULL, topic, partition, record_offset, clock_ms
    FROM holds WHERE status = 'HELD';
COMMENT ON VIEW discrepancies IS 'What did not go as it should: money in suspense or taken back, payouts and withdrawals not paid, disputes, failed transactions, chains without a route.';
COMMENT ON COLUMN discrepancies.kind IS 'What it is.';
COMMENT ON COLUMN discrepancies.account IS 'Payer or provider that it concerns, where it concerns one.';
COMMENT ON COLUMN discrepancies.subject IS 'Deposit nonce, payout, withdrawal, intent or command.';
COMMENT ON COLUMN discrepancies.chain_id IS 'EIP-155 id of the chain, where there is one.';
COMMENT ON COLUMN discrepancies.amount_nanos IS 'Amount in nano-USDC, where there is one.';
COMMENT ON COLUMN discrepancies.reason IS 'Why, as it was told.';
COMMENT ON COLUMN discrepancies.transaction_hash IS 'Transaction on chain, where there is one.';
COMMENT ON COLUMN discrepancies.topic IS 'Topic of the record that says so.';
COMMENT ON COLUMN discrepancies.partition IS 'Partition of that record.';
COMMENT ON COLUMN discrepancies.record_offset IS 'Offset of that record.';
COMMENT ON COLUMN discrepancies.clock_ms IS 'When, Unix milliseconds.';

-- Auditors read and nothing else. The role has no password until an operator gives it one.
DO $$
BEGIN
    BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fluxledger_auditor') THEN
            CREATE ROLE fluxledger_auditor LOGIN;
            ALTER ROLE fluxledger_auditor SET default_transaction_read_only = on;
            ALTER ROLE fluxledger_auditor SET search_path = projection;
            ALTER ROLE fluxledger_auditor SET statement_timeout = '60s';
        END IF;
    EXCEPTION
        WHEN insufficient_privilege THEN
            RAISE NOTICE 'the role fluxledger_auditor is for an administrator to make: %', SQLERRM;
        WHEN duplicate_object OR unique_violation THEN
            RAISE NOTICE 'the role fluxledger_auditor was made meanwhile';
    END;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fluxledger_auditor') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO fluxledger_auditor', current_schema());
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO fluxledger_auditor', current_schema());
    END IF;
END $$;
