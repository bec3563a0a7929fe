-- What the relayer says of a command carries the trace of what asked for it; records of before have none.

ALTER TABLE chain_transactions ADD COLUMN traceparent text;
ALTER TABLE chain_confirmations ADD COLUMN traceparent text;
COMMENT ON COLUMN chain_transactions.traceparent IS 'W3C trace context of what asked for the command, where it has one cause.';
COMMENT ON COLUMN chain_confirmations.traceparent IS 'W3C trace context of what asked for the command, where it has one cause.';
