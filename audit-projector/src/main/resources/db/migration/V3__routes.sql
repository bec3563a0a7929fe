-- What payments across chains add: the way's cost of an intent, reviews, and moves between treasuries.
ALTER TABLE intents
    ADD COLUMN route_cost_nanos bigint,
    ADD COLUMN held boolean,
    ADD COLUMN paused_ms bigint;
COMMENT ON COLUMN intents.route_cost_nanos IS 'What the way to the provider''s chain cost the payer; with captured and refunded it adds up to the maximum.';
COMMENT ON COLUMN intents.held IS 'Whether the call is under review, which stops the deadline; null when it never was.';

CREATE TABLE treasury_moves (
    treasury text NOT NULL,
    move_id text NOT NULL,
    status text,
    from_chain_id bigint,
    to_chain_id bigint,
    sent_micros bigint,
    fee_micros bigint,
    transaction_hash text,
    clock_ms bigint,
    topic text,
    partition int,
    record_offset bigint,
    PRIMARY KEY (treasury, move_id)
);
COMMENT ON TABLE treasury_moves IS 'Money on its way from one chain''s treasury to another''s: SUBMITTED, FINAL, RETURNED, or REVOKED where a reorganisation took back the last of these. fee_micros stays with the bridge.';
