package io.fluxledger.audit.read;

import java.util.List;

/** The lists of the read API: what they are made of, and the key that orders them. */
final class Lists {
    private static final List<String> BY_CLOCK =
            List.of("clock_ms:bigint", "topic:text", "partition:int", "record_offset:bigint");

    static final Listing JOURNAL = new Listing("journal", """
            (SELECT l.*, (SELECT jsonb_agg(jsonb_build_object(
                 'accountType', p.account_type, 'owner', p.owner, 'chainId', p.chain_id, 'amountNanos', p.amount_nanos,
                 'balanceNanos', p.balance_nanos) ORDER BY p.posting_index)
               FROM postings p
               WHERE p.topic = l.topic AND p.partition = l.partition AND p.record_offset = l.record_offset
                 AND p.clock_ms = l.clock_ms) AS postings,
               replace(l.topic, '.journal.', '.inputs.') AS input_topic
             FROM journal_lines l)""", BY_CLOCK);

    static final Listing REJECTIONS = new Listing("rejections", "rejections", BY_CLOCK);

    static final Listing STATEMENTS = new Listing(
            "statements",
            "(SELECT owner, account_type, chain_id, amount_nanos, balance_nanos, clock_ms, topic, partition,"
                    + " record_offset, posting_index FROM postings)",
            List.of("clock_ms:bigint", "record_offset:bigint", "posting_index:int", "topic:text", "partition:int"));

    static final Listing ACCOUNTS = new Listing(
            "accounts",
            "(SELECT owner AS address, account_type, chain_id, amount_nanos, topic, partition FROM balances"
                    + " WHERE owner IS NOT NULL)",
            List.of("address:text", "account_type:text", "chain_id:bigint", "topic:text", "partition:int"));

    static final Listing INTENTS =
            new Listing("intents", "intents", List.of("opened_clock_ms:bigint", "payer:text", "intent_id:text"));

    static final Listing TRANSFERS =
            new Listing("transfers", """
            (SELECT payer, 'DEPOSIT' AS kind, nonce AS transfer_id, chain_id, status, amount_micros, credited_nanos,
                    transaction_hash, reason, COALESCE(opened_clock_ms, closed_clock_ms) AS at_ms
             FROM deposits
             UNION ALL
             SELECT payer, 'WITHDRAWAL', withdrawal_id, chain_id, status, amount_nanos / 1000, NULL,
                    transaction_hash, NULL, opened_clock_ms
             FROM withdrawals)""", List.of("at_ms:bigint", "payer:text", "kind:text", "transfer_id:text"));

    static final Listing CHARGES = new Listing(
            "charges",
            "charges",
            List.of("clock_ms:bigint", "topic:text", "partition:int", "record_offset:bigint", "entry_index:int"));

    static final Listing PROVIDERS = new Listing("providers", """
            (SELECT COALESCE(t.provider, p.provider) AS provider, t.calls, t.gross_nanos, t.fee_nanos, t.net_nanos,
                    t.input_tokens, t.output_tokens, p.payout_address, p.payout_chain_id, p.payout_token,
                    p.alternative_chains, p.slippage_bps
             FROM provider_totals t FULL JOIN providers p ON p.provider = t.provider)""", List.of("provider:text"));

    static final Listing WINDOWS = new Listing("windows", "windows", List.of("window_end_ms:bigint", "provider:text"));

    static final Listing BATCHES = new Listing("batches", """
            (SELECT b.*, (SELECT count(*) FROM payouts p WHERE p.batch_id = b.batch_id) AS payouts FROM batches b)""", List.of("window_end_ms:bigint", "batch_id:text"));

    static final Listing PAYOUTS =
            new Listing("payouts", "payouts", List.of("window_end_ms:bigint", "provider:text", "payout_id:text"));

    static final Listing PRIVATE_PAYOUTS = new Listing(
            "private-payouts",
            """
            (SELECT chain_id, transaction_hash, provider, payout_id, batch_id, window_end_ms, block_number, ledger_micros,
                    decrypted_micros, problem, verdict
             FROM private_payouts WHERE transaction_hash IS NOT NULL)""",
            List.of(
                    "block_number:bigint",
                    "chain_id:bigint",
                    "transaction_hash:text",
                    "payout_id:text",
                    "provider:text"));

    static final Listing TRANSACTIONS =
            new Listing("transactions", "chain_transactions", List.of("updated_at_ms:bigint", "command_id:text"));

    static final Listing CONFIRMATIONS = new Listing("confirmations", "chain_confirmations", BY_CLOCK);

    static final Listing MOVES =
            new Listing("moves", "treasury_moves", List.of("clock_ms:bigint", "treasury:text", "move_id:text"));

    static final Listing DISCREPANCIES = new Listing(
            "discrepancies",
            "discrepancies",
            List.of("clock_ms:bigint", "kind:text", "topic:text", "partition:int", "record_offset:bigint"));

    static final Listing ANCHORS = new Listing("anchors", """
            (SELECT b.batch_id, b.root, b.previous_batch_id, b.previous_root, b.leaves, b.chain_id, b.sealed_at_ms,
                    t.state AS anchor_state, t.transaction_hash, t.block_number
             FROM merkle_batches b
             LEFT JOIN LATERAL (
                 SELECT state, transaction_hash, block_number FROM chain_transactions t
                 WHERE t.subject_id = 'merkle:' || b.batch_id
                 ORDER BY (state = 'FINAL') DESC, updated_at_ms DESC LIMIT 1) t ON true)""", List.of("batch_id:bigint"));

    private Lists() {}

    static Listing of(AuditQueries.Section section) {
        return switch (section) {
            case ACCOUNTS -> ACCOUNTS;
            case STATEMENTS -> STATEMENTS;
            case JOURNAL -> JOURNAL;
            case REJECTIONS -> REJECTIONS;
            case INTENTS -> INTENTS;
            case TRANSFERS -> TRANSFERS;
            case CHARGES -> CHARGES;
            case PROVIDERS -> PROVIDERS;
            case WINDOWS -> WINDOWS;
            case BATCHES -> BATCHES;
            case PAYOUTS -> PAYOUTS;
            case PRIVATE_PAYOUTS -> PRIVATE_PAYOUTS;
            case TRANSACTIONS -> TRANSACTIONS;
            case CONFIRMATIONS -> CONFIRMATIONS;
            case MOVES -> MOVES;
            case DISCREPANCIES -> DISCREPANCIES;
            case ANCHORS -> ANCHORS;
        };
    }
}
