package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.link;
import static io.fluxledger.audit.console.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.console.Parts.Fact;
import io.fluxledger.audit.console.Table.Column;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.AuditQueries.PageRequest;
import io.fluxledger.audit.read.AuditQueries.Section;
import io.fluxledger.audit.read.Filters;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A provider: what it earns and why, what it was paid, what is still to come; and a window with all providers in it. */
final class ProviderPage {
    private static final int LATEST = 20;
    private static final int MOST_OF_A_WINDOW = 500;

    private static final Table DAYS = Table.of(
            "By day, latest first; amounts in USDC",
            Column.text("Day", "day"),
            Column.number("Calls", "calls"),
            Column.amount("Gross", "gross"),
            Column.amount("Fee", "fee"),
            Column.amount("Net", "net"));

    private static final Table BALANCES = Table.of(
            "Balances in USDC",
            Column.words("Type", "accountType"),
            Column.text("Chain", "chainId"),
            Column.amount("Balance", "amount"));

    private final AuditQueries queries;

    ProviderPage(AuditQueries queries) {
        this.queries = queries;
    }

    View view(Visit visit) {
        String address = visit.address();
        JsonNode provider = Visit.found(queries.provider(address), address + " is no provider that was charged for.");
        boolean hidden = !visit.seesAll();
        JsonNode charges = Visit.json(queries.list(
                        Section.CHARGES, new Filters().is("provider", address), new PageRequest(null, LATEST)))
                .path("items");
        Html content = Html.all(
                el("p", Cells.mono(address)).with("class", "id"),
                hidden ? BatchPage.secret() : Html.none(),
                earned(provider, hidden),
                Parts.section(
                        "windows", "Windows", Lists.WINDOWS.hiding(_ -> hidden).of(provider.path("windows"))),
                Parts.section(
                        "payouts", "Payouts", Lists.PAYOUTS.hiding(_ -> hidden).of(provider.path("payouts"))),
                Parts.section(
                        "balances", "Balances", BALANCES.hiding(_ -> hidden).of(provider.path("balances"))),
                Parts.section(
                        "charges",
                        "Latest charges",
                        Lists.CHARGES.hiding(_ -> hidden).of(charges)));
        return View.of("Provider", content, "/v1/audit/providers/" + address, provider.path("asOf"));
    }

    private static Html earned(JsonNode provider, boolean hidden) {
        if (hidden) {
            return Html.none();
        }
        String says = "%s calls cost their payers %s USDC; less %s of fees, %s are the provider's."
                .formatted(or(provider, "calls"), or(provider, "gross"), or(provider, "fee"), or(provider, "net"));
        List<Charts.Share> days = new ArrayList<>();
        provider.path("days")
                .forEach(day -> days.add(new Charts.Share(Cells.string(day, "day"), new BigDecimal(or(day, "net")))));
        Collections.reverse(days);
        return Parts.section(
                "earned",
                "Earned",
                el("p", says).with("id", "earned-says"),
                Charts.columns("days-chart", "Net by day, in USDC", days),
                el("details", el("summary", "By day"), DAYS.of(provider.path("days"))),
                Parts.facts(
                        new Fact("Paid to", Cells.shortened(Cells.string(provider, "payoutAddress"))),
                        Fact.of("On chain", Cells.string(provider, "payoutChainId")),
                        Fact.of("Tokens in", Cells.string(provider, "inputTokens")),
                        Fact.of("Tokens out", Cells.string(provider, "outputTokens"))),
                el("p", link("/console/accounts/" + Cells.string(provider, "provider"), text("As an account"))));
    }

    private static String or(JsonNode row, String field) {
        String text = Cells.string(row, field);
        return text.isEmpty() ? "0" : text;
    }

    View window(Visit visit) {
        String text = visit.path("id");
        if (!text.matches("[0-9]{1,18}")) {
            throw Visit.invalid("window", "A window is named by its end, in Unix milliseconds.");
        }
        long end = Long.parseLong(text);
        Filters of = new Filters().is("window_end_ms", end);
        JsonNode windows = Visit.json(queries.list(Section.WINDOWS, of, new PageRequest(null, MOST_OF_A_WINDOW)));
        JsonNode batches = Visit.json(queries.list(Section.BATCHES, of, new PageRequest(null, LATEST)))
                .path("items");
        if (windows.path("items").isEmpty() && batches.isEmpty()) {
            throw Visit.unknown("No window ended at " + text + ".");
        }
        boolean hidden = !visit.seesAll();
        Html content = Html.all(
                el("p", text("Ended "), Cells.time(end)),
                hidden ? BatchPage.secret() : Html.none(),
                Parts.section(
                        "windows",
                        "Providers in it",
                        Lists.WINDOWS.hiding(_ -> hidden).of(windows.path("items"))),
                Parts.section(
                        "batches",
                        "Paid with",
                        Lists.BATCHES.hiding(_ -> hidden).of(batches)));
        return View.of("Window", content, "/v1/audit/windows?windowEndMs=" + end, windows.path("asOf"));
    }
}
