package io.fluxledger.audit.console;

import io.fluxledger.audit.console.Table.Column;

/** The tables that several pages show. */
final class Lists {
    static final Table INTENTS = Table.of(
            "Calls, latest first; amounts in USDC",
            Column.time("Opened", "openedClockMs"),
            Column.of("Call", row -> Cells.intent(Cells.string(row, "payer"), Cells.string(row, "intentId"))),
            Column.account("Payer", "payer"),
            Column.provider("Provider", "provider"),
            Column.status("State", "status"),
            Column.amount("Locked", "maxAmount"),
            Column.amount("Used", "captured"),
            Column.amount("Back", "refunded"));

    static final Table ACCOUNTS = Table.of(
            "Balances in USDC",
            Column.account("Account", "address"),
            Column.words("Type", "accountType"),
            Column.number("Chain", "chainId"),
            Column.amount("Balance", "amount"));

    static final Table JOURNAL = Table.of(
            "Lines of the journals, latest first",
            Column.time("Clock", "clockMs"),
            Column.of("Line", Cells::place),
            Column.words("Answers", "inputType"),
            Column.account("Account", "account"),
            Column.status("Outcome", "outcome"),
            Column.words("Reason", "reason"));

    static final Table REJECTIONS = Table.of(
            "What the folds refused, latest first",
            Column.time("Clock", "clockMs"),
            Column.of("Line", Cells::place),
            Column.words("Input", "inputType"),
            Column.account("Account", "account"),
            Column.words("Reason", "reason"));

    static final Table STATEMENT = Table.of(
            "Movements in USDC, latest first",
            Column.time("Clock", "clockMs"),
            Column.words("Account", "accountType"),
            Column.number("Chain", "chainId"),
            Column.amount("Movement", "amount"),
            Column.amount("Balance", "balance"),
            Column.of("Line", Cells::place));

    static final Table TRANSFERS = Table.of(
            "Deposits and withdrawals, latest first; amounts in USDC",
            Column.time("At", "atMs"),
            Column.words("Kind", "kind"),
            Column.account("Payer", "payer"),
            Column.number("Chain", "chainId"),
            Column.amount("Amount", "amount"),
            Column.status("State", "status"),
            Column.words("Reason", "reason"),
            Column.hash("Transaction", "transactionHash"));

    static final Table PROVIDERS = Table.of(
            "Providers, with all they were charged for; amounts in USDC",
            Column.provider("Provider", "provider"),
            Column.number("Calls", "calls"),
            Column.amount("Gross", "gross"),
            Column.amount("Fee", "fee"),
            Column.amount("Net", "net"),
            Column.text("Payout chain", "payoutChainId"));

    static final Table WINDOWS = Table.of(
            "Windows, latest first; amounts in USDC",
            Column.of("Ended", Cells::window),
            Column.provider("Provider", "provider"),
            Column.number("Calls", "calls"),
            Column.amount("Gross", "gross"),
            Column.amount("Fee", "fee"),
            Column.amount("Net", "net"),
            Column.amount("Minimum fee", "minimumFee"),
            Column.amount("Payable then", "payable"));

    static final Table CHARGES = Table.of(
            "Charges, latest first; amounts in USDC",
            Column.time("Clock", "clockMs"),
            Column.of("Call", row -> Cells.intent(Cells.string(row, "payer"), Cells.string(row, "intentId"))),
            Column.account("Payer", "payer"),
            Column.amount("Gross", "gross"),
            Column.amount("Fee", "fee"),
            Column.amount("Net", "net"),
            Column.words("Paid", "payoutMode"),
            Column.of("Line", Cells::place));

    static final Table BATCHES = Table.of(
            "Batches of payouts, latest first; amounts in USDC",
            Column.of("Batch", row -> Cells.batch(Cells.string(row, "batchId"))),
            Column.of("Window ended", Cells::window),
            Column.status("State", "status"),
            Column.amount("Total", "total"),
            Column.amount("Paid", "paid"),
            Column.text("Payouts", "payouts"),
            Column.text("Paid payouts", "paidPayouts"),
            Column.text("Returned", "returnedPayouts"));

    static final Table PAYOUTS = Table.of(
            "Payouts, latest first; amounts in USDC",
            Column.of("Payout", row -> Cells.shortened(Cells.string(row, "payoutId"))),
            Column.provider("Provider", "provider"),
            Column.of("Batch", row -> Cells.batch(Cells.string(row, "batchId"))),
            Column.text("Chain", "chainId"),
            Column.amount("Amount", "amount"),
            Column.status("State", "status"),
            Column.hash("Transaction", "transactionHash"),
            Column.of("Line", Cells::place));

    static final Table TRANSACTIONS = Table.of(
            "Commands to the chains, latest first",
            Column.time("Changed", "updatedAtMs"),
            Column.of("Command", row -> Cells.transaction(Cells.string(row, "commandId"))),
            Column.words("Kind", "kind"),
            Column.text("Chain", "chainId"),
            Column.account("Account", "account"),
            Column.status("State", "state"),
            Column.text("Block", "blockNumber"),
            Column.hash("Transaction", "transactionHash"));

    static final Table DISCREPANCIES = Table.of(
            "What did not go as it should, latest first",
            Column.time("Clock", "clockMs"),
            Column.words("What", "kind"),
            Column.account("Account", "account"),
            Column.of("Concerns", row -> Cells.hash(Cells.string(row, "subject"))),
            Column.text("Chain", "chainId"),
            Column.amount("USDC", "amount"),
            Column.text("Why", "reason"));

    static final Table ANCHORS = Table.of(
            "Batches of lines under Merkle roots, latest first",
            Column.of("Batch", Cells::anchor),
            Column.time("Sealed", "sealedAtMs"),
            Column.text("Leaves", "leaves"),
            Column.status("Anchor", "anchorState"),
            Column.text("Block", "blockNumber"),
            Column.hash("Transaction", "transactionHash"),
            Column.of("Root", row -> Cells.shortened(Cells.string(row, "root"))));

    private Lists() {}
}
