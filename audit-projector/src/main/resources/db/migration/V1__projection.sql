-- Everything here is recomputed from the topics; nothing is written by hand.
-- Addresses and transaction hashes are lower-case 0x text, amounts signed whole nano- or micro-USDC.
-- In tables that several records complete, only keys are NOT NULL: an upsert proposes the columns that its record knows.

CREATE TABLE applied_offsets (
    topic text NOT NULL,
    partition int NOT NULL,
    applied_offset bigint NOT NULL,
    clock_ms bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);
COMMENT ON TABLE applied_offsets IS 'Last record of each topic partition that these tables stand after; -1 before the first. clock_ms is its append time.';

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
    PRIMARY KEY (topic, partition, record_offset)
);
COMMENT ON TABLE journal_lines IS 'The folds'' answers; account_sequence 0 and a zero account_previous_hash where a line is not part of an account''s chain.';
COMMENT ON COLUMN journal_lines.reference_sequence IS 'For ALREADY_APPLIED: partition_sequence of the line that first answered, where there is one.';
CREATE INDEX journal_lines_by_time ON journal_lines (clock_ms, topic, partition, record_offset);
CREATE INDEX journal_lines_by_account ON journal_lines (account, clock_ms, topic, partition, record_offset);
CREATE INDEX journal_lines_rejected ON journal_lines (clock_ms, topic, partition, record_offset) WHERE outcome = 'REJECTED';
CREATE INDEX journal_lines_by_input ON journal_lines (input_id);
CREATE INDEX journal_lines_by_sequence ON journal_lines (topic, partition, partition_sequence);

CREATE TABLE postings (
    topic text NOT NULL,
    partition int NOT NULL,
    record_offset bigint NOT NULL,
    posting_index int NOT NULL,
    account_type text NOT NULL,
    owner text,
    chain_id bigint NOT NULL,
    amount_nanos bigint NOT NULL,
    PRIMARY KEY (topic, partition, record_offset, posting_index)
);
CREATE INDEX postings_by_owner ON postings (owner, account_type, chain_id);

CREATE TABLE balances (
    topic text NOT NULL,
    partition int NOT NULL,
    account_type text NOT NULL,
    owner text,
    chain_id bigint NOT NULL,
    amount_nanos bigint NOT NULL,
    UNIQUE NULLS NOT DISTINCT (topic, partition, account_type, owner, chain_id)
);
COMMENT ON TABLE balances IS 'Sums of postings; a system account has one row per partition that posts to it.';
CREATE INDEX balances_by_owner ON balances (owner);

CREATE VIEW account_balances AS
    SELECT account_type, owner, chain_id, sum(amount_nanos) AS amount_nanos
    FROM balances
    GROUP BY account_type, owner, chain_id
    HAVING sum(amount_nanos) <> 0;
COMMENT ON VIEW account_balances IS 'Balance per account type, owner and chain; those that are not zero.';

CREATE VIEW trial_balance AS
    SELECT account_type, chain_id, sum(amount_nanos) AS amount_nanos
    FROM balances
    GROUP BY account_type, chain_id;
COMMENT ON VIEW trial_balance IS 'Sum per account type and chain; the sum over all rows is zero.';

CREATE VIEW rejections AS
    SELECT topic, partition, record_offset, input_id, input_type, account, reason, clock_ms, input_partition,
           input_offset, traceparent
    FROM journal_lines
    WHERE outcome = 'REJECTED';

CREATE TABLE intents (
    payer text NOT NULL,
    intent_id text NOT NULL,
    funding text,
    payout_mode text,
    provider text,
    max_amount_nanos bigint,
    deadline_ms bigint,
    payout_chain_id bigint,
    opened_status text,
    opened_topic text,
    opened_partition int,
    opened_offset bigint,
    opened_clock_ms bigint,
    escrow_locked_clock_ms bigint,
    authorize_status text,
    used_nanos bigint,
    closed_status text,
    closed_reason text,
    closed_captured_nanos bigint,
    closed_refunded_nanos bigint,
    closed_clock_ms bigint,
    input_tokens bigint,
    output_tokens bigint,
    capture_status text,
    void_status text,
    status text GENERATED ALWAYS AS (
        CASE
            WHEN closed_status IS NOT NULL THEN closed_status
            WHEN authorize_status = 'FINAL' THEN 'LOCKED'
            ELSE opened_status
        END) STORED,
    captured_nanos bigint GENERATED ALWAYS AS (
        CASE WHEN capture_status = 'RETURNED' THEN 0 ELSE COALESCE(closed_captured_nanos, 0) END) STORED,
    refunded_nanos bigint GENERATED ALWAYS AS (
        CASE
            WHEN capture_status = 'RETURNED' THEN max_amount_nanos
            ELSE COALESCE(closed_refunded_nanos, 0)
        END) STORED,
    PRIMARY KEY (payer, intent_id)
);
COMMENT ON COLUMN intents.captured_nanos IS 'What the provider gets; 0 again when the escrow''s capture failed for good.';
CREATE INDEX intents_by_id ON intents (intent_id);
CREATE INDEX intents_by_provider ON intents (provider);

CREATE TABLE intent_events (
    payer text NOT NULL,
    intent_id text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    record_offset bigint NOT NULL,
    entry_index int NOT NULL,
    kind text NOT NULL,
    clock_ms bigint NOT NULL,
    PRIMARY KEY (payer, intent_id, topic, partition, record_offset, entry_index)
);
COMMENT ON TABLE intent_events IS 'Which entry of which journal line concerns an intent; entry_index counts in journal_lines.entries.';

CREATE TABLE deposits (
    payer text NOT NULL,
    chain_id bigint NOT NULL,
    token text NOT NULL,
    nonce text NOT NULL,
    status text,
    amount_micros bigint,
    valid_before_s bigint,
    credited_nanos bigint,
    transaction_hash text,
    reason text,
    opened_clock_ms bigint,
    closed_clock_ms bigint,
    topic text,
    partition int,
    record_offset bigint,
    PRIMARY KEY (payer, chain_id, token, nonce)
);
COMMENT ON TABLE deposits IS 'Also transfers in suspense, which nobody announced. transaction_hash and closed_clock_ms are those of the latest change on chain.';

CREATE TABLE withdrawals (
    payer text NOT NULL,
    withdrawal_id text NOT NULL,
    status text,
    chain_id bigint,
    amount_nanos bigint,
    recipient text,
    transaction_hash text,
    opened_clock_ms bigint,
    closed_clock_ms bigint,
    topic text,
    partition int,
    record_offset bigint,
    PRIMARY KEY (payer, withdrawal_id)
);
COMMENT ON COLUMN withdrawals.status IS 'SUBMITTED again when a reorganisation takes back what was FINAL.';

CREATE TABLE holds (
    topic text NOT NULL,
    partition int NOT NULL,
    chain_id bigint NOT NULL,
    status text,
    held_ms bigint,
    reason text,
    clock_ms bigint,
    record_offset bigint,
    PRIMARY KEY (topic, partition, chain_id)
);
COMMENT ON TABLE holds IS 'Chains without a route: HELD or RELEASED. held_ms is the time in holds up to the latest change.';

CREATE TABLE disputes (
    source_partition int NOT NULL,
    source_sequence bigint NOT NULL,
    payer text,
    intent_id text,
    provider text,
    amount_nanos bigint,
    reason text,
    opened_topic text,
    opened_partition int,
    opened_offset bigint,
    opened_clock_ms bigint,
    reserved_nanos bigint,
    taken_clock_ms bigint,
    upheld_nanos bigint,
    decided_by text,
    decided_clock_ms bigint,
    topic text,
    partition int,
    record_offset bigint,
    status text GENERATED ALWAYS AS (
        CASE
            WHEN upheld_nanos > 0 THEN 'UPHELD'
            WHEN upheld_nanos = 0 THEN 'DISMISSED'
            WHEN taken_clock_ms IS NOT NULL THEN 'TAKEN'
            ELSE 'OPEN'
        END) STORED,
    PRIMARY KEY (source_partition, source_sequence)
);
COMMENT ON TABLE disputes IS 'By the partition of the payers'' journal and the position among its charges. topic, partition and record_offset are those of the latest line of the provider''s journal.';
CREATE INDEX disputes_by_intent ON disputes (payer, intent_id);
CREATE INDEX disputes_by_provider ON disputes (provider);

CREATE TABLE refunds (
    source_partition int NOT NULL,
    source_sequence bigint NOT NULL,
    provider text,
    payer text,
    intent_id text,
    amount_nanos bigint,
    issued_topic text,
    issued_offset bigint,
    issued_clock_ms bigint,
    credited_topic text,
    credited_partition int,
    credited_offset bigint,
    credited_clock_ms bigint,
    status text GENERATED ALWAYS AS (CASE WHEN credited_offset IS NULL THEN 'ISSUED' ELSE 'CREDITED' END) STORED,
    PRIMARY KEY (source_partition, source_sequence)
);
COMMENT ON TABLE refunds IS 'What providers give back after settlement, by the partition of the providers'' journal and the position there.';
CREATE INDEX refunds_by_intent ON refunds (payer, intent_id);
CREATE INDEX refunds_by_provider ON refunds (provider);

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
    PRIMARY KEY (topic, partition, record_offset, entry_index)
);
CREATE INDEX charges_by_intent ON charges (payer, intent_id);
CREATE INDEX charges_by_provider ON charges (provider, record_offset);

CREATE TABLE providers (
    provider text NOT NULL PRIMARY KEY,
    payout_address text,
    payout_chain_id bigint,
    topic text,
    partition int,
    record_offset bigint
);

CREATE TABLE windows (
    provider text NOT NULL,
    window_end_ms bigint NOT NULL,
    calls bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    gross_nanos bigint NOT NULL,
    fee_nanos bigint NOT NULL,
    net_nanos bigint NOT NULL,
    payable_nanos bigint NOT NULL,
    payout_address text NOT NULL,
    payout_chain_id bigint NOT NULL,
    minimum_fee_nanos bigint NOT NULL,
    clock_ms bigint NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    record_offset bigint NOT NULL,
    PRIMARY KEY (provider, window_end_ms)
);
COMMENT ON COLUMN windows.payable_nanos IS 'Payable after the window and its minimum fee over all chains, carried amounts included.';
COMMENT ON COLUMN windows.minimum_fee_nanos IS 'What the month''s minimum fee took on top; 0 unless a month ended.';
CREATE INDEX windows_by_end ON windows (window_end_ms, provider);

CREATE TABLE batches (
    batch_id text NOT NULL PRIMARY KEY,
    window_end_ms bigint,
    total_micros bigint,
    opened_clock_ms bigint,
    topic text,
    partition int,
    record_offset bigint,
    paid_payouts int,
    returned_payouts int,
    paid_micros bigint,
    closed_clock_ms bigint,
    closed_offset bigint,
    status text GENERATED ALWAYS AS (CASE WHEN closed_offset IS NULL THEN 'OPEN' ELSE 'CLOSED' END) STORED
);

CREATE TABLE batch_shares (
    batch_id text NOT NULL,
    provider text NOT NULL,
    net_nanos bigint,
    share_ppm bigint,
    payout_micros bigint,
    carried_nanos bigint,
    PRIMARY KEY (batch_id, provider)
);

CREATE TABLE payouts (
    provider text NOT NULL,
    payout_id text NOT NULL,
    batch_id text,
    window_end_ms bigint,
    chain_id bigint,
    amount_micros bigint,
    recipient text,
    instructed_clock_ms bigint,
    instructed_topic text,
    instructed_partition int,
    instructed_offset bigint,
    opened_clock_ms bigint,
    folded_status text,
    closed_clock_ms bigint,
    transaction_hash text,
    topic text,
    partition int,
    record_offset bigint,
    status text GENERATED ALWAYS AS (COALESCE(folded_status, 'INSTRUCTED')) STORED,
    PRIMARY KEY (provider, payout_id)
);
COMMENT ON TABLE payouts IS 'topic, partition and record_offset are those of the latest line of the provider''s journal.';
CREATE INDEX payouts_by_window ON payouts (window_end_ms, provider, payout_id);
CREATE INDEX payouts_by_batch ON payouts (batch_id);

CREATE TABLE chain_transactions (
    command_id text NOT NULL PRIMARY KEY,
    kind text,
    chain_id bigint,
    signer text,
    account text,
    subject_id text,
    state text,
    lane_nonce bigint,
    transaction_hash text,
    block_number bigint,
    block_hash text,
    reason text,
    attempts jsonb,
    updated_at_ms bigint,
    topic text,
    partition int,
    record_offset bigint
);
COMMENT ON TABLE chain_transactions IS 'Latest state of each command; attempts without the signed bytes.';
CREATE INDEX chain_transactions_by_subject ON chain_transactions (subject_id, account);
CREATE INDEX chain_transactions_by_time ON chain_transactions (updated_at_ms, command_id);

CREATE TABLE chain_confirmations (
    topic text NOT NULL,
    partition int NOT NULL,
    record_offset bigint NOT NULL,
    command_id text NOT NULL,
    kind text NOT NULL,
    chain_id bigint NOT NULL,
    signer text NOT NULL,
    account text NOT NULL,
    subject_id text NOT NULL,
    status text NOT NULL,
    amount_micros bigint NOT NULL,
    fee_micros bigint NOT NULL,
    transaction_hash text,
    block_number bigint NOT NULL,
    gas_used bigint NOT NULL,
    reason text,
    clock_ms bigint NOT NULL,
    PRIMARY KEY (topic, partition, record_offset)
);
CREATE INDEX chain_confirmations_by_subject ON chain_confirmations (subject_id, account);
CREATE INDEX chain_confirmations_by_command ON chain_confirmations (command_id);
