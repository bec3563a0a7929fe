package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.link;
import static io.fluxledger.audit.console.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.access.Narrowed;
import io.fluxledger.audit.console.Parts.Fact;
import io.fluxledger.audit.console.Table.Column;
import io.fluxledger.audit.prove.ProofQueries;
import io.fluxledger.audit.read.AuditQueries;
import java.util.ArrayList;
import java.util.List;

/** Single things that others lead to: a chain transaction, a line of a journal, an anchored batch. */
final class RecordPages {
    private static final Table CONFIRMATIONS = Table.of(
            "What the relayer saw; amounts in USDC",
            Column.time("Clock", "clockMs"),
            Column.status("State", "status"),
            Column.text("Block", "blockNumber"),
            Column.text("Gas", "gasUsed"),
            Column.amount("Amount", "amount"),
            Column.amount("Fee", "fee"),
            Column.hash("Transaction", "transactionHash"),
            Column.of("Record", Cells::place));

    private static final Table POSTINGS = Table.of(
            "Postings in USDC; they sum to zero",
            Column.words("Account", "accountType"),
            Column.account("Owner", "owner"),
            Column.text("Chain", "chainId"),
            Column.amount("Movement", "amount"),
            Column.amount("Balance", "balance"));

    private static final Table HEADS = Table.of(
            "Which lines it holds",
            Column.text("Journal", "journal"),
            Column.text("Partition", "journalPartition"),
            Column.of(
                    "Lines", row -> text(Cells.string(row, "fromSequence") + " – " + Cells.string(row, "toSequence"))),
            Column.of("Last hash", row -> Cells.shortened(Cells.string(row, "hash"))));

    private static final Table LIABILITIES = Table.of(
            "What was owed after it, per chain, in USDC; each payer can prove its own leaf",
            Column.text("Chain", "chainId"),
            Column.number("Accounts", "accounts"),
            Column.amount("Owed", "sum"),
            Column.amount("Treasury", "treasury"),
            Column.of("Root", row -> Cells.shortened(Cells.string(row, "root"))));

    static final Table COVERED = Table.of(
            "What is held beyond what is owed, per chain, in USDC",
            Column.text("Chain", "chainId"),
            Column.of("Covered", row -> text(row.path("covered").asBoolean() ? "yes" : "no")),
            Column.amount("Beyond", "surplus"));

    private static final Table ANCHORS = Table.of(
            "Anchors on chain",
            Column.of("Command", row -> Cells.transaction(Cells.string(row, "commandId"))),
            Column.text("Chain", "chainId"),
            Column.status("State", "state"),
            Column.text("Block", "blockNumber"),
            Column.hash("Transaction", "transactionHash"),
            Column.text("Reason", "reason"));

    private final AuditQueries queries;
    private final ProofQueries proofs;

    RecordPages(AuditQueries queries, ProofQueries proofs) {
        this.queries = queries;
        this.proofs = proofs;
    }

    View transaction(Visit visit) {
        String id = visit.path("id");
        JsonNode transaction = Visit.found(queries.transaction(id), "There is no chain command " + id + ".");
        boolean secret = !visit.seesAll();
        Html content = Html.all(
                el("p", Cells.mono(id)).with("class", "id"),
                secret ? BatchPage.secret() : Html.none(),
                Parts.section(
                        "facts",
                        Cells.words(Cells.string(transaction, "kind")),
                        Parts.facts(
                                new Fact("State", Cells.status(Cells.string(transaction, "state"))),
                                Fact.of("Chain", Cells.string(transaction, "chainId")),
                                new Fact("Account", Cells.account(Cells.string(transaction, "account"))),
                                new Fact("Concerns", Cells.hash(Cells.string(transaction, "subjectId"))),
                                new Fact("Signer", Cells.shortened(Cells.string(transaction, "signer"))),
                                Fact.of("Nonce", Cells.string(transaction, "laneNonce")),
                                Fact.of("Block", Cells.string(transaction, "blockNumber")),
                                new Fact("Changed", Cells.time(transaction, "updatedAtMs")),
                                Fact.of("Reason", Cells.string(transaction, "reason")),
                                new Fact("Record", Cells.place(transaction))),
                        el("p", text("Transaction "), Cells.mono(Cells.string(transaction, "transactionHash")))),
                Parts.section(
                        "confirmations",
                        "Confirmations",
                        CONFIRMATIONS.hiding(_ -> secret).of(transaction.path("confirmations"))));
        return View.of(
                "Chain transaction", content, "/v1/audit/transactions/" + Cells.part(id), transaction.path("asOf"));
    }

    View line(Visit visit) {
        String topic = visit.path("topic");
        String partition = visit.path("partition");
        String offset = visit.path("offset");
        if (!partition.matches("[0-9]{1,6}") || !offset.matches("[0-9]{1,18}")) {
            throw Visit.invalid("offset", "A line is a topic, a partition and an offset.");
        }
        JsonNode line = Visit.found(
                queries.line(topic, Integer.parseInt(partition), Long.parseLong(offset)),
                "There is no line at " + topic + " " + partition + " : " + offset + ".");
        boolean secret = !visit.seesAll() && !topic.equals(Narrowed.JOURNAL);
        List<Html> entries = new ArrayList<>();
        line.path("entries")
                .forEach(entry -> entries.add(el("pre", entry.toPrettyString()).with("tabindex", 0)));
        Html content = Html.all(
                el("p", Cells.mono(topic + " " + partition + " : " + offset)).with("class", "id"),
                Parts.section(
                        "facts",
                        Cells.words(Cells.string(line, "inputType")),
                        Parts.facts(
                                new Fact("Outcome", Cells.status(Cells.string(line, "outcome"))),
                                Fact.of("Reason", Cells.words(Cells.string(line, "reason"))),
                                new Fact("Account", Cells.account(Cells.string(line, "account"))),
                                new Fact("Clock", Cells.time(line, "clockMs")),
                                new Fact(
                                        "Input",
                                        Cells.place(
                                                Cells.string(line, "inputTopic"),
                                                Cells.string(line, "inputPartition"),
                                                Cells.string(line, "inputOffset"))),
                                new Fact("Input id", Cells.mono(Cells.string(line, "inputId"))),
                                Fact.of("Of the account", Cells.string(line, "accountSequence")),
                                Fact.of("Of the partition", Cells.string(line, "partitionSequence")),
                                Fact.of("Rules version", Cells.string(line, "rulesVersion")),
                                new Fact("Hash", Cells.mono(Cells.string(line, "hash"))),
                                new Fact(
                                        "Hash before, of the account",
                                        Cells.mono(Cells.string(line, "accountPreviousHash"))),
                                new Fact("Trace", Cells.mono(Cells.string(line, "traceparent")))),
                        el(
                                "p",
                                link(
                                        "/v1/audit/proofs/" + Cells.part(topic + ":" + partition + ":" + offset),
                                        text("Proof that it is in an anchored batch")))),
                secret
                        ? BatchPage.secret()
                        : Html.all(
                                Parts.section("postings", "Postings", POSTINGS.of(line.path("postings"))),
                                Parts.section("entries", "Entries", Html.all(entries))));
        return View.of(
                "Line",
                content,
                secret ? "" : "/v1/audit/journal/" + Cells.part(topic) + "/" + partition + "/" + offset,
                line.path("asOf"));
    }

    View anchor(Visit visit) {
        String id = visit.path("id");
        if (!id.matches("[0-9]{1,18}")) {
            throw Visit.invalid("batch", "A batch of lines has a number.");
        }
        boolean all = visit.seesAll();
        JsonNode batch = Visit.found(
                proofs.batch(Long.parseLong(id)).map(answer -> all ? answer : Narrowed.anchor(answer)),
                "There is no batch " + id + " of lines.");
        Html content = Html.all(
                Parts.section(
                        "facts",
                        "Batch " + id + " of lines",
                        Parts.facts(
                                new Fact("Root", Cells.mono(Cells.string(batch, "root"))),
                                new Fact("Root before", Cells.mono(Cells.string(batch, "previousRoot"))),
                                Fact.of("Leaves", Cells.string(batch, "leaves")),
                                new Fact("Sealed", Cells.time(batch, "sealedAtMs"))),
                        all
                                ? el(
                                        "p",
                                        link(
                                                "/v1/audit/anchors/" + id + "/tree",
                                                text("The tree, as StandardMerkleTree.load takes it")))
                                : Html.none()),
                Parts.section("anchors", "Anchors", ANCHORS.of(batch.path("anchors"))),
                Parts.section("heads", "Lines", HEADS.of(batch.path("heads"))),
                Parts.section("liabilities", "Owed", (all ? LIABILITIES : COVERED).of(batch.path("liabilities"))));
        return View.of("Anchored batch", content, "/v1/audit/anchors/" + id, batch.path("asOf"));
    }
}
