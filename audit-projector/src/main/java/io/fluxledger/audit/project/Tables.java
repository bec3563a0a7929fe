package io.fluxledger.audit.project;

import io.fluxledger.audit.project.Table.Mode;
import java.util.List;

/** The tables that records become rows of, with their columns in the order in which rows are given. */
final class Tables {
    static final Table JOURNAL_LINES = Table.of("journal_lines", Mode.APPEND, 3, """
            topic partition:int record_offset:bigint input_id:uuid line_index:int input_type account outcome reason
            reference_sequence:bigint clock_ms:bigint rules_version:int account_sequence:bigint
            partition_sequence:bigint account_previous_hash:bytes partition_previous_hash:bytes hash:bytes
            input_partition:int input_offset:bigint traceparent entries:json balances:json
            """);
    static final Table POSTINGS = Table.of("postings", Mode.APPEND, 4, """
            topic partition:int record_offset:bigint posting_index:int account_type owner chain_id:bigint
            amount_nanos:bigint balance_nanos:bigint clock_ms:bigint
            """);
    static final Table BALANCES = Table.of("balances", Mode.MERGE, 5, """
            topic partition:int account_type owner chain_id:bigint amount_nanos:bigint
            """);
    static final Table TYPE_BALANCES = Table.of("type_balances", Mode.MERGE, 4, """
            topic partition:int account_type chain_id:bigint amount_nanos:bigint
            """);
    static final Table TYPE_TOTALS = Table.of("type_totals", Mode.MERGE, 5, """
            topic partition:int account_type chain_id:bigint run:bigint clock_ms:bigint amount_nanos:bigint
            """);
    /** A payer may use an intent's id again once the fold has forgotten it: the row is that of the latest call. */
    static final Table INTENTS = Table.of("intents", Mode.MERGE, 2, """
            payer intent_id funding payout_mode provider max_amount_nanos:bigint deadline_ms:bigint
            payout_chain_id:bigint opened_status opened_topic opened_partition:int opened_offset:bigint
            opened_clock_ms:bigint escrow_locked_clock_ms:bigint authorize_status used_nanos:bigint closed_status
            closed_reason closed_captured_nanos:bigint closed_refunded_nanos:bigint closed_clock_ms:bigint
            input_tokens:bigint output_tokens:bigint capture_status void_status route_cost_nanos:bigint held:boolean
            paused_ms:bigint
            """).beginningWith("opened_offset");

    static final Table INTENT_EVENTS = Table.of("intent_events", Mode.APPEND, 6, """
            payer intent_id topic partition:int record_offset:bigint entry_index:int kind clock_ms:bigint
            """);
    static final Table DEPOSITS = Table.of("deposits", Mode.MERGE, 4, """
            payer chain_id:bigint token nonce status amount_micros:bigint valid_before_s:bigint credited_nanos:bigint
            transaction_hash reason opened_clock_ms:bigint closed_clock_ms:bigint topic partition:int
            record_offset:bigint
            """);
    static final Table WITHDRAWALS = Table.of("withdrawals", Mode.MERGE, 2, """
            payer withdrawal_id status chain_id:bigint amount_nanos:bigint recipient transaction_hash
            opened_clock_ms:bigint closed_clock_ms:bigint topic partition:int record_offset:bigint
            """).beginningWith("opened_clock_ms");
    static final Table HOLDS = Table.of("holds", Mode.MERGE, 3, """
            topic partition:int chain_id:bigint status held_ms:bigint reason clock_ms:bigint record_offset:bigint
            """);
    static final Table DISPUTES_OPENED = Table.of("disputes", Mode.MERGE, 2, """
            source_partition:int source_sequence:bigint payer intent_id provider amount_nanos:bigint reason
            opened_topic opened_partition:int opened_offset:bigint opened_clock_ms:bigint
            """);
    static final Table DISPUTES_DECIDED = Table.of("disputes", Mode.MERGE, 2, """
            source_partition:int source_sequence:bigint payer intent_id provider reserved_nanos:bigint
            taken_clock_ms:bigint upheld_nanos:bigint decided_by decided_clock_ms:bigint topic partition:int
            record_offset:bigint
            """);
    static final Table REFUNDS_ISSUED = Table.of("refunds", Mode.MERGE, 2, """
            source_partition:int source_sequence:bigint provider payer intent_id amount_nanos:bigint issued_topic
            issued_offset:bigint issued_clock_ms:bigint
            """);
    static final Table REFUNDS_CREDITED = Table.of("refunds", Mode.MERGE, 2, """
            source_partition:int source_sequence:bigint provider payer intent_id amount_nanos:bigint credited_topic
            credited_partition:int credited_offset:bigint credited_clock_ms:bigint
            """);
    static final Table CHARGES = Table.of("charges", Mode.APPEND, 4, """
            topic partition:int record_offset:bigint entry_index:int provider payer intent_id funding payout_mode
            payout_chain_id:bigint gross_nanos:bigint fee_nanos:bigint net_nanos:bigint input_tokens:bigint
            output_tokens:bigint source_partition:int source_sequence:bigint clock_ms:bigint
            """);
    static final Table PROVIDER_TOTALS = Table.of("provider_totals", Mode.SUM, 1, """
            provider calls:bigint gross_nanos:bigint fee_nanos:bigint net_nanos:bigint input_tokens:bigint
            output_tokens:bigint
            """);
    static final Table PROVIDER_DAYS = Table.of("provider_days", Mode.SUM, 2, """
            provider day:bigint calls:bigint gross_nanos:bigint fee_nanos:bigint net_nanos:bigint input_tokens:bigint
            output_tokens:bigint
            """);
    static final Table PROVIDERS = Table.of("providers", Mode.MERGE, 1, """
            provider payout_address payout_chain_id:bigint clock_ms:bigint topic partition:int record_offset:bigint
            """);
    static final Table PROVIDER_TERMS = Table.of("providers", Mode.MERGE, 1, """
            provider alternative_chains:json payout_token slippage_bps:int clock_ms:bigint topic partition:int
            record_offset:bigint
            """);
    static final Table WINDOWS = Table.of("windows", Mode.APPEND, 2, """
            provider window_end_ms:bigint calls:bigint input_tokens:bigint output_tokens:bigint gross_nanos:bigint
            fee_nanos:bigint net_nanos:bigint payable_nanos:bigint payout_address payout_chain_id:bigint
            minimum_fee_nanos:bigint clock_ms:bigint topic partition:int record_offset:bigint
            """);
    static final Table BATCHES = Table.of("batches", Mode.MERGE, 1, """
            batch_id window_end_ms:bigint total_micros:bigint opened_clock_ms:bigint topic partition:int
            record_offset:bigint paid_payouts:int returned_payouts:int paid_micros:bigint closed_clock_ms:bigint
            closed_offset:bigint
            """);
    static final Table BATCH_SHARES = Table.of("batch_shares", Mode.MERGE, 2, """
            batch_id provider net_nanos:bigint share_ppm:bigint payout_micros:bigint carried_nanos:bigint
            """);
    /** What the fold says of a payout, for example on which chain it is now, stands on another topic and counts more. */
    static final Table PAYOUTS_INSTRUCTED = Table.of("payouts", Mode.KEEP, 2, """
            provider payout_id batch_id window_end_ms:bigint chain_id:bigint amount_micros:bigint recipient
            instructed_clock_ms:bigint instructed_topic instructed_partition:int instructed_offset:bigint
            """);

    static final Table PAYOUTS_FOLDED = Table.of("payouts", Mode.MERGE, 2, """
            provider payout_id batch_id window_end_ms:bigint chain_id:bigint amount_micros:bigint recipient
            opened_clock_ms:bigint folded_status closed_clock_ms:bigint transaction_hash topic partition:int
            record_offset:bigint
            """);
    static final Table TREASURY_MOVES = Table.of("treasury_moves", Mode.MERGE, 2, """
            treasury move_id status from_chain_id:bigint to_chain_id:bigint sent_micros:bigint fee_micros:bigint
            transaction_hash clock_ms:bigint topic partition:int record_offset:bigint
            """);
    static final Table CHAIN_TRANSACTIONS = Table.of("chain_transactions", Mode.REPLACE, 1, """
            command_id kind chain_id:bigint signer account subject_id state lane_nonce:bigint transaction_hash
            block_number:bigint block_hash reason attempts:json updated_at_ms:bigint topic partition:int
            record_offset:bigint traceparent
            """);
    static final Table CHAIN_CONFIRMATIONS = Table.of("chain_confirmations", Mode.APPEND, 3, """
            topic partition:int record_offset:bigint command_id kind chain_id:bigint signer account subject_id status
            amount_micros:bigint fee_micros:bigint transaction_hash block_number:bigint gas_used:bigint reason
            clock_ms:bigint traceparent
            """);

    static final Table MERKLE_BATCHES = Table.of("merkle_batches", Mode.APPEND, 1, """
            batch_id:bigint previous_batch_id:bigint previous_root root leaves:int previous_proof:json chain_id:bigint
            sealed_at_ms:bigint topic partition:int record_offset:bigint
            """);
    static final Table MERKLE_HEADS = Table.of("merkle_heads", Mode.APPEND, 3, """
            batch_id:bigint journal journal_partition:int from_sequence:bigint to_sequence:bigint from_offset:bigint
            to_offset:bigint hash
            """);
    static final Table MERKLE_LIABILITIES = Table.of("merkle_liabilities", Mode.APPEND, 2, """
            batch_id:bigint chain_id:bigint accounts:int sum_nanos:bigint treasury_nanos:bigint
            between_chains_nanos:bigint root
            """);
    static final Table MERKLE_PUBLICATIONS = Table.of("merkle_publications", Mode.MERGE, 2, """
            batch_id:bigint layer state data_hash submission_id block_hash extrinsic_index:bigint transaction_hash
            changed_at_ms:bigint
            """);

    /** In the order in which every transaction writes them, so that two never wait for one another in a circle. */
    static final List<Table> ALL = List.of(
            JOURNAL_LINES,
            POSTINGS,
            BALANCES,
            TYPE_BALANCES,
            TYPE_TOTALS,
            INTENTS,
            INTENT_EVENTS,
            DEPOSITS,
            WITHDRAWALS,
            HOLDS,
            DISPUTES_OPENED,
            DISPUTES_DECIDED,
            REFUNDS_ISSUED,
            REFUNDS_CREDITED,
            CHARGES,
            PROVIDER_TOTALS,
            PROVIDER_DAYS,
            PROVIDERS,
            PROVIDER_TERMS,
            WINDOWS,
            BATCHES,
            BATCH_SHARES,
            PAYOUTS_INSTRUCTED,
            PAYOUTS_FOLDED,
            TREASURY_MOVES,
            CHAIN_TRANSACTIONS,
            CHAIN_CONFIRMATIONS,
            MERKLE_BATCHES,
            MERKLE_HEADS,
            MERKLE_LIABILITIES,
            MERKLE_PUBLICATIONS);

    private Tables() {}
}
