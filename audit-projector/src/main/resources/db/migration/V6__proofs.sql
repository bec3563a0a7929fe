-- Batches of lines under one Merkle root each, chained and anchored; and what is owed, as of each batch.
CREATE TABLE merkle_batches (
    batch_id bigint NOT NULL PRIMARY KEY,
    previous_batch_id bigint NOT NULL,
    previous_root text NOT NULL,
    root text NOT NULL,
    leaves int NOT NULL,
    previous_proof jsonb NOT NULL,
    chain_id bigint NOT NULL,
    sealed_at_ms bigint NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    record_offset bigint NOT NULL
);
COMMENT ON TABLE merkle_batches IS 'Batches of journal lines. previous_proof leads from the leaf that names previous_root to root; chain_id 0 where batches are not anchored.';

CREATE TABLE merkle_heads (
    batch_id bigint NOT NULL,
    journal text NOT NULL,
    journal_partition int NOT NULL,
    from_sequence bigint NOT NULL,
    to_sequence bigint NOT NULL,
    from_offset bigint NOT NULL,
    to_offset bigint NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (batch_id, journal, journal_partition)
);
COMMENT ON TABLE merkle_heads IS 'Which lines of each journal partition a batch has: those behind from_offset up to to_offset.';
CREATE INDEX merkle_heads_by_place ON merkle_heads (journal, journal_partition, to_offset);

CREATE TABLE merkle_liabilities (
    batch_id bigint NOT NULL,
    chain_id bigint NOT NULL,
    accounts int NOT NULL,
    sum_nanos bigint NOT NULL,
    treasury_nanos bigint NOT NULL,
    between_chains_nanos bigint NOT NULL,
    root text NOT NULL,
    PRIMARY KEY (batch_id, chain_id)
);
COMMENT ON TABLE merkle_liabilities IS 'Root and sum of the Merkle sum tree of what is owed on a chain after a batch, and what the treasury holds and owes other chains by then.';

CREATE TABLE merkle_publications (
    batch_id bigint NOT NULL,
    layer text NOT NULL,
    state text,
    data_hash text,
    submission_id text,
    block_hash text,
    extrinsic_index bigint,
    transaction_hash text,
    changed_at_ms bigint,
    PRIMARY KEY (batch_id, layer)
);
COMMENT ON TABLE merkle_publications IS 'Batches on data-availability layers; there only with a block_hash.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fluxledger_auditor') THEN
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO fluxledger_auditor', current_schema());
    END IF;
END $$;
