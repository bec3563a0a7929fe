-- A provider's days are added up as its charges come: whoever asks for them must not wait for millions of charges to be read.

CREATE TABLE provider_days (
    provider text NOT NULL,
    day bigint NOT NULL,
    calls bigint NOT NULL,
    gross_nanos bigint NOT NULL,
    fee_nanos bigint NOT NULL,
    net_nanos bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    PRIMARY KEY (provider, day)
);
COMMENT ON TABLE provider_days IS 'Sums of the charges of each provider on each day of the ledger''s clock (UTC); day is counted from 1970-01-01.';

INSERT INTO provider_days
    SELECT provider, clock_ms / 86400000, count(*), sum(gross_nanos), sum(fee_nanos), sum(net_nanos),
           sum(input_tokens), sum(output_tokens)
    FROM charges
    GROUP BY provider, clock_ms / 86400000;

CREATE OR REPLACE VIEW earnings AS
    SELECT provider, DATE '1970-01-01' + CAST(day AS int) AS day, calls, CAST(gross_nanos AS numeric) AS gross_nanos,
           CAST(fee_nanos AS numeric) AS fee_nanos, CAST(net_nanos AS numeric) AS net_nanos,
           CAST(input_tokens AS numeric) AS input_tokens, CAST(output_tokens AS numeric) AS output_tokens
    FROM provider_days;
COMMENT ON COLUMN earnings.day IS 'Day of the ledger''s clock, UTC.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fluxledger_auditor') THEN
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO fluxledger_auditor', current_schema());
    END IF;
END $$;
