package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.access.Narrowed;
import io.fluxledger.audit.console.Parts.Fact;
import io.fluxledger.audit.console.Table.Column;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The ledger held against the chains: what is there, what it should be, and what explains the difference. */
final class ReconciliationPage {
    private static final Table ON_THE_WAY = Table.of(
            "Mined, and not final in the ledger yet; in USDC",
            Column.words("What", "kind"),
            Column.number("How many", "transfers"),
            Column.amount("Amount", "amount"));

    private static final Table UNEXPLAINED = Table.of(
            "Encrypted transfers out of the payout account that are no payout of the ledger; in USDC",
            Column.hash("Transaction", "transactionHash"),
            Column.text("Block", "blockNumber"),
            Column.of("To", row -> Cells.shortened(Cells.string(row, "recipient"))),
            Column.amount("Amount", "amount"),
            Column.words("Why not read", "problem"));

    private final Supplier<Map<String, Object>> reconciliation;
    private final Supplier<Map<String, Object>> coverage;

    /**
     * @param reconciliation asks the chains, and compares
     * @param coverage what the ledger says alone
     */
    ReconciliationPage(Supplier<Map<String, Object>> reconciliation, Supplier<Map<String, Object>> coverage) {
        this.reconciliation = reconciliation;
        this.coverage = coverage;
    }

    View view(Visit visit) {
        JsonNode answer = Visit.json(visit.seesAll() ? reconciliation.get() : Narrowed.coverage(coverage.get()));
        List<Html> chains = new ArrayList<>();
        answer.path("chains").forEach(chain -> chains.add(visit.seesAll() ? chain(chain) : covered(chain)));
        if (!visit.seesAll()) {
            chains.add(BatchPage.secret());
        }
        Html content = chains.isEmpty() ? Parts.note("Nothing was deposited yet.") : Html.all(chains);
        return View.of("Reconciliation", content, "/v1/audit/reconciliation", answer.path("asOf"));
    }

    /** What is left for who is no auditor. */
    private static Html covered(JsonNode chain) {
        String id = Cells.string(chain, "chainId");
        boolean covered = chain.path("covered").asBoolean();
        return Parts.section(
                "chain-" + id,
                "Chain " + id,
                el(
                                "ul",
                                Parts.check(
                                        "covered-" + id,
                                        covered,
                                        covered
                                                ? "The treasury covers all credits"
                                                : "The treasury does not cover what is owed",
                                        text("By the ledger; %s USDC are beyond what is owed"
                                                .formatted(Cells.string(chain, "surplus")))))
                        .with("class", "checks"));
    }

    private static Html chain(JsonNode chain) {
        String id = Cells.string(chain, "chainId");
        BigDecimal owed = decimal(chain, "owed");
        BigDecimal treasury = decimal(chain, "treasury");
        boolean covered = chain.path("covered").asBoolean();
        List<Html> checks = new ArrayList<>();
        checks.add(Parts.check(
                "covered-" + id,
                covered,
                covered ? "The treasury covers all credits" : "The treasury does not cover what is owed",
                text("%s USDC held, %s owed".formatted(Charts.plain(treasury), Charts.plain(owed)))));
        checks.add(compared("treasury", chain, id));
        checks.add(compared("escrow", chain, id));
        encrypted(checks, chain.path("encrypted"), id);
        return Parts.section(
                "chain-" + id,
                "Chain " + id,
                el("ul", checks).with("class", "checks"),
                Charts.parts(
                        "chart-" + id,
                        "Chain %s: of %s USDC in the treasury, %s are owed"
                                .formatted(id, Charts.plain(treasury), Charts.plain(owed)),
                        List.of(
                                new Charts.Share("owed", owed),
                                new Charts.Share(
                                        "beyond what is owed",
                                        treasury.subtract(owed).max(BigDecimal.ZERO))),
                        treasury.max(owed)),
                Parts.facts(
                        amount("Treasury, by the ledger", chain.path("treasury")),
                        amount("Treasury, on chain", chain.path("onChain").path("treasury")),
                        amount("Escrow, by the ledger", chain.path("escrow")),
                        amount("Escrow, on chain", chain.path("onChain").path("escrow")),
                        amount("Owed", chain.path("owed")),
                        amount("Own", chain.path("own")),
                        amount("Debts", chain.path("debts")),
                        amount("Between chains", chain.path("betweenChains")),
                        Fact.of(
                                "Block",
                                chain.path("onChain").path("blockNumber").asText()),
                        amount("Payout account, openly", chain.path("encrypted").path("plain")),
                        amount(
                                "Payout account, encrypted",
                                chain.path("encrypted").path("amount"))),
                ON_THE_WAY.of(chain.path("onTheWay")),
                chain.path("escrowOnTheWay").isEmpty() ? Html.none() : ON_THE_WAY.of(chain.path("escrowOnTheWay")),
                chain.path("encrypted").path("unexplainedTransfers").isEmpty()
                        ? Html.none()
                        : UNEXPLAINED.of(chain.path("encrypted").path("unexplainedTransfers")));
    }

    private static void encrypted(List<Html> checks, JsonNode encrypted, String id) {
        String check = "encrypted-" + id;
        switch (encrypted.path("state").asText()) {
            case "NOT_READ" ->
                checks.add(Parts.unknown(
                        check,
                        "The encrypted reserve was not read",
                        text("Here is no auditor's key for it, or it has read nothing yet.")));
            case "INCOMPLETE" ->
                checks.add(Parts.check(
                        check,
                        false,
                        "The encrypted reserve cannot be read",
                        text(encrypted.path("undecrypted").asText()
                                + " transfers were encrypted for another auditor's key.")));
            case "READ" ->
                checks.add(Parts.check(
                        check,
                        encrypted.path("unexplainedTransfers").isEmpty(),
                        encrypted.path("unexplainedTransfers").isEmpty()
                                ? "Every encrypted transfer is a payout of the ledger"
                                : "Encrypted transfers that the ledger does not know",
                        text("Read before block " + encrypted.path("nextBlock").asText())));
            default -> {}
        }
    }

    private static Html compared(String what, JsonNode chain, String id) {
        String check = "compared-" + what + "-" + id;
        String name = Cells.words(what);
        JsonNode unexplained = chain.path(what + "Unexplained");
        if (unexplained.isMissingNode()) {
            String state = chain.path("onChain").path("state").asText();
            if (state.equals("READ")) {
                return Parts.unknown(
                        check,
                        name + ": cannot be compared",
                        text("Part of it is encrypted, and that part is not known here."));
            }
            return Parts.unknown(
                    check,
                    name + ": the chain was not asked",
                    text(
                            state.equals("NOT_CONFIGURED")
                                    ? "No node of this chain is configured here."
                                    : "Its node does not answer: "
                                            + chain.path("onChain")
                                                    .path("reason")
                                                    .asText()));
        }
        boolean same = new BigDecimal(unexplained.asText()).signum() == 0;
        return Parts.check(
                check,
                same,
                same ? name + ": the chain has what the ledger says" : name + ": a difference that nothing explains",
                text("On chain %s more than in the ledger; %s of it is on its way; unexplained %s"
                        .formatted(
                                chain.path(what + "Difference").asText(),
                                chain.path(what + "Explained").asText(),
                                unexplained.asText())));
    }

    private static Fact amount(String name, JsonNode value) {
        return new Fact(name, Cells.amount(value.asText()));
    }

    private static BigDecimal decimal(JsonNode row, String field) {
        String text = Cells.string(row, field);
        return text.isEmpty() ? BigDecimal.ZERO : new BigDecimal(text);
    }
}
