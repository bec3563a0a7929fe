-- A generation of the projection stands in a schema of its own and begins empty: nothing is moved here, tables are made anew.
-- What grows with every line is partitioned by month of the ledger's clock; the projection makes a month before its first row.

DROP TABLE journal_lines CASCADE;
CREATE TABLE journal_lines (
    topic text NOT NULL,
    partition int NOT NULL,
    record_offset bigint NOT NULL,
    input_id uuid NOT NULL,
    line_index int NOT NULL,
    input_type text NOT NULL,
    account text,
    outcome text NOT NULL,
    reason text,
    reference_sequence bigint,
    clock_ms bigint NOT NULL,
    rules_version int NOT NULL,
    account_sequence bigint NOT NULL,
    partition_sequence bigint NOT NULL,
    account_previous_hash bytea NOT NULL,
    partition_previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    input_partition int NOT NULL,
    input_offset bigint NOT NULL,
    traceparent text,
    entries jsonb NOT NULL,
    balances jsonb NOT NULL,
    PRIMARY KEY (topic, partition, record_offset, clock_ms)
) PARTITION BY RANGE (clock_ms);
COMMENT ON TABLE journal_lines IS 'The folds'' answers; account_sequence 0 and a zero account_previous_hash where a line is not part of an account''s chain.';
COMMENT ON COLUMN journal_lines.reference_sequence IS 'For ALREADY_APPLIED: partition_sequence of the line that first answered, where there is one.';
CREATE INDEX journal_lines_by_time ON journal_lines (clock_ms, topic, partition, record_offset);
CREATE INDEX journal_lines_by_account ON journal_lines (account, clock_ms, topic, partition, record_offset);
CREATE INDEX journal_lines_rejected ON journal_lines (clock_ms, topic, partition, record_offset) WHERE outcome = 'REJECTED';
CREATE INDEX journal_lines_by_input ON journal_lines (input_id);

DROP TABLE postings CASCADE;
CREATE TABLE postings (
    topic text NOT NULL,
    partition int NOT NULL,
    record_offset bigint NOT NULL,
    posting_index int NOT NULL,
    account_type text NOT NULL,
    owner text,
    chain_id bigint NOT NULL,
    amount_nanos bigint NOT NULL,
    balance_nanos bigint NOT NULL,
    clock_ms bigint NOT NULL,
    PRIMARY KEY (topic, partition, record_offset, posting_index, clock_ms)
) PARTITION BY RANGE (clock_ms);
COMMENT ON TABLE postings IS 'Double entries of the lines. balance_nanos is the balance of the account on this topic partition after the posting.';
-- One row back from any moment is the balance at that moment.
CREATE INDEX postings_of_owner ON postings (owner, account_type, chain_id, clock_ms, record_offset, posting_index)
    WHERE owner IS NOT NULL;

DROP TABLE intent_events;
CREATE TABLE intent_events (
    payer text NOT NULL,
    intent_id text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    record_offset bigint NOT NULL,
    entry_index int NOT NULL,
    kind text NOT NULL,
    clock_ms bigint NOT NULL,
    PRIMARY KEY (payer, intent_id, topic, partition, record_offset, entry_index, clock_ms)
) PARTITION BY RANGE (clock_ms);
COMMENT ON TABLE intent_events IS 'Which entry of which journal line concerns an intent; entry_index counts in journal_lines.entries.';

DROP TABLE charges;
CREATE TABLE charges (
    topic text NOT NULL,
    partition int NOT NULL,
    record_offset bigint NOT NULL,
    entry_index int NOT NULL,
    provider text NOT NULL,
    payer text NOT NULL,
    intent_id text NOT NULL,
    funding text NOT NULL,
    payout_mode text NOT NULL,
    payout_chain_id bigint NOT NULL,
    gross_nanos bigint NOT NULL,
    fee_nanos bigint NOT NULL,
    net_nanos bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    source_partition int NOT NULL,
    source_sequence bigint NOT NULL,
    clock_ms bigint NOT NULL,
    PRIMARY KEY (topic, partition, record_offset, entry_index, clock_ms)
) PARTITION BY RANGE (clock_ms);
COMMENT ON TABLE charges IS 'What providers were credited for calls, by the payers'' partition and the position among its charges.';
CREATE INDEX charges_by_intent ON charges (payer, intent_id);
CREATE INDEX charges_by_provider ON charges (provider, clock_ms, topic, partition, record_offset, entry_index);

-- Totals per account type: now, and after every run of offsets, so that any moment is near one.
CREATE TABLE type_balances (
    topic text NOT NULL,
    partition int NOT NULL,
    account_type text NOT NULL,
    chain_id bigint NOT NULL,
    amount_nanos bigint NOT NULL,
    PRIMARY KEY (topic, partition, account_type, chain_id)
);
COMMENT ON TABLE type_balances IS 'Sums of postings per account type, chain and topic partition.';

CREATE TABLE type_totals (
    topic text NOT NULL,
    partition int NOT NULL,
    account_type text NOT NULL,
    chain_id bigint NOT NULL,
    run bigint NOT NULL,
    clock_ms bigint NOT NULL,
    amount_nanos bigint NOT NULL,
    PRIMARY KEY (topic, partition, account_type, chain_id, run)
);
COMMENT ON TABLE type_totals IS 'type_balances after the last line of each run of 256 offsets that posted to it; run is the offset divided by 256, clock_ms that line''s clock.';
CREATE INDEX type_totals_by_time ON type_totals (topic, partition, account_type, chain_id, clock_ms, run);

CREATE TABLE provider_totals (
    provider text NOT NULL PRIMARY KEY,
    calls bigint NOT NULL,
    gross_nanos bigint NOT NULL,
    fee_nanos bigint NOT NULL,
    net_nanos bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL
);
COMMENT ON TABLE provider_totals IS 'Sums of the charges of each provider.';

ALTER TABLE providers
    ADD COLUMN alternative_chains jsonb,
    ADD COLUMN payout_token text,
    ADD COLUMN slippage_bps int,
    ADD COLUMN clock_ms bigint;
COMMENT ON TABLE providers IS 'What providers want: where and in what they are paid. clock_ms is that of the latest change.';

-- Finding things by any of their ids.
CREATE INDEX intents_by_status ON intents (status, opened_clock_ms, payer, intent_id);
CREATE INDEX intents_by_time ON intents (opened_clock_ms, payer, intent_id);
CREATE INDEX deposits_by_nonce ON deposits (nonce);
CREATE INDEX deposits_by_transaction ON deposits (transaction_hash);
CREATE INDEX withdrawals_by_id ON withdrawals (withdrawal_id);
CREATE INDEX withdrawals_by_transaction ON withdrawals (transaction_hash);
CREATE INDEX payouts_by_id ON payouts (payout_id);
CREATE INDEX payouts_by_transaction ON payouts (transaction_hash);
CREATE INDEX chain_transactions_by_hash ON chain_transactions (transaction_hash);
CREATE INDEX chain_confirmations_by_hash ON chain_confirmations (transaction_hash);
