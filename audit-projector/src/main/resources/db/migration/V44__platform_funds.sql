-- What the platform has paid into a treasury is its own like its fees, and bears what ways cost.

CREATE OR REPLACE VIEW coverage AS
    SELECT chain_id,
           sum(amount_nanos) FILTER (WHERE account_type IN ('PAYER_AVAILABLE', 'PAYER_LOCKED', 'PAYER_WITHDRAWING',
               'PROVIDER_PAYABLE', 'PROVIDER_IN_FLIGHT', 'PROVIDER_DISPUTED', 'SUSPENSE', 'CLEARING')) AS owed_nanos,
           -sum(amount_nanos) FILTER (WHERE account_type = 'TREASURY') AS treasury_nanos,
           -sum(amount_nanos) FILTER (WHERE account_type = 'ESCROW_ASSET') AS escrow_nanos,
           sum(amount_nanos) FILTER (WHERE account_type IN ('PAYER_ESCROW_LOCKED', 'PAYER_ESCROW_VOIDING',
               'ESCROW_CAPTURED')) AS in_escrow_nanos,
           sum(amount_nanos) FILTER (WHERE account_type IN ('TRANSIT', 'IN_BRIDGE')) AS between_chains_nanos,
           sum(amount_nanos) FILTER (
               WHERE account_type IN ('PLATFORM_FEES', 'CHAIN_COSTS', 'PLATFORM_FUNDS')) AS own_nanos,
           sum(amount_nanos) FILTER (WHERE account_type IN ('PAYER_DEBT', 'PROVIDER_DEBT')) AS debts_nanos
    FROM type_balances
    GROUP BY chain_id;
COMMENT ON COLUMN coverage.own_nanos IS 'Paid in by the platform and earned in fees, less costs, nano-USDC.';
