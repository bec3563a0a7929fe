package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.link;
import static io.fluxledger.audit.console.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.access.Narrowed;
import io.fluxledger.audit.console.Table.Column;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.AuditQueries.PageRequest;
import io.fluxledger.audit.read.AuditQueries.Section;
import io.fluxledger.audit.read.Filters;
import io.fluxledger.audit.read.Moment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An address: its balances now or at any moment, how they came about, its calls, deposits and withdrawals. */
final class AccountPage {
    private static final int MOVEMENTS = 200;
    private static final int LATEST = 20;

    private final AuditQueries queries;

    AccountPage(AuditQueries queries) {
        this.queries = queries;
    }

    View view(Visit visit) {
        String address = visit.address();
        String asOf = visit.query("as_of");
        Moment moment = asOf.isEmpty() ? Moment.LATEST : queries.moment(asOf);
        boolean all = visit.seesAll();
        JsonNode account = Visit.found(
                queries.account(address, moment).map(answer -> all ? answer : Narrowed.account(answer, address)),
                address + " is in no line of the journals.");
        String path = "/console/accounts/" + address;
        List<Html> content = new ArrayList<>();
        content.add(el("p", Cells.mono(address)).with("class", "id"));
        content.add(balances(account, path, asOf, all));
        if (asOf.isEmpty()) {
            content.add(movements(address, all));
            content.add(calls(account, address));
            content.add(transfers(address));
            content.add(asProvider(account, address));
        }
        return View.of("Account", Html.all(content), "/v1/audit/accounts/" + address, account.path("asOf"));
    }

    private static Html balances(JsonNode account, String path, String asOf, boolean all) {
        Table table = Table.of(
                "Balance per type and chain, in USDC" + (asOf.isEmpty() ? "" : ", as of " + asOf),
                Column.words("Type", "accountType"),
                Column.number("Chain", "chainId"),
                new Column("Balance", true, row -> Cells.amount(Cells.string(row, "amount"))));
        return Parts.section(
                "balances",
                "Balances",
                AsOfForm.of(path, asOf),
                table.of(account.path("balances")),
                all ? Html.none() : Parts.note("What it has as a payer; what providers earn is for auditors."));
    }

    private Html movements(String address, boolean all) {
        Filters own = new Filters().is("owner", address);
        JsonNode items = Visit.json(queries.list(
                        Section.STATEMENTS,
                        all ? own : Narrowed.filters(Section.STATEMENTS, own),
                        new PageRequest(null, MOVEMENTS)))
                .path("items");
        return Parts.section(
                "movements",
                "Movements",
                chart(items),
                el("details", el("summary", "The latest " + items.size()), Lists.STATEMENT.of(items)));
    }

    /** The balance of the account that moved last. */
    private static Html chart(JsonNode items) {
        if (items.isEmpty()) {
            return Html.none();
        }
        JsonNode last = items.get(0);
        for (JsonNode item : items) {
            // A lock moves both; what is available is what people ask for.
            if (Cells.string(item, "accountType").equals("PAYER_AVAILABLE")) {
                last = item;
                break;
            }
        }
        String type = Cells.string(last, "accountType");
        String chain = Cells.string(last, "chainId");
        List<Charts.Point> points = new ArrayList<>();
        for (JsonNode item : items) {
            if (Cells.string(item, "accountType").equals(type)
                    && Cells.string(item, "chainId").equals(chain)) {
                points.add(
                        new Charts.Point(item.path("clockMs").asLong(), new BigDecimal(Cells.string(item, "balance"))));
            }
        }
        Collections.reverse(points);
        String says = "%s on chain %s from %s to %s, last %s USDC"
                .formatted(
                        Cells.words(type),
                        chain,
                        Cells.utc(points.getFirst().atMs()),
                        Cells.utc(points.getLast().atMs()),
                        Charts.plain(points.getLast().value()));
        return Html.all(Charts.steps("balance-chart", says, points), Parts.note(says));
    }

    private Html calls(JsonNode account, String address) {
        Table counts = Table.of(
                "Calls by state",
                Column.status("State", "status"),
                Column.number("Calls", "intents"),
                Column.amount("Used, USDC", "captured"));
        if (account.path("intents").isEmpty()) {
            return Html.none();
        }
        JsonNode latest = Visit.json(queries.list(
                        Section.INTENTS, new Filters().is("payer", address), new PageRequest(null, LATEST)))
                .path("items");
        return Parts.section(
                "calls",
                "Calls paid",
                counts.of(account.path("intents")),
                Lists.INTENTS.of(latest),
                el("p", link("/console/intents?payer=" + address, text("All calls of this account"))));
    }

    private Html transfers(String address) {
        JsonNode items = Visit.json(queries.list(
                        Section.TRANSFERS, new Filters().is("payer", address), new PageRequest(null, LATEST)))
                .path("items");
        return items.isEmpty()
                ? Html.none()
                : Parts.section("transfers", "Deposits and withdrawals", Lists.TRANSFERS.of(items));
    }

    private static Html asProvider(JsonNode account, String address) {
        return account.has("earned") || account.has("payout")
                ? Parts.section(
                        "provider",
                        "Provider",
                        el(
                                "p",
                                text("This address is paid for calls: "),
                                link("/console/providers/" + address, text("what it earns, and why"))))
                : Html.none();
    }
}
