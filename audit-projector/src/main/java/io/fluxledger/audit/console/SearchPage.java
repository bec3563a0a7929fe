package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.console.Table.Column;
import io.fluxledger.audit.read.AuditQueries;

/** Whatever an id belongs to. */
final class SearchPage {
    private static final int MAX_QUERY = 200;

    private static final Table FOUND = Table.of(
            "Found",
            Column.words("What", "kind"),
            Column.of("Which", SearchPage::which),
            Column.account("Account", "account"),
            Column.time("At", "atMs"));

    private final AuditQueries queries;

    SearchPage(AuditQueries queries) {
        this.queries = queries;
    }

    View view(Visit visit) {
        String query = visit.query("q");
        if (query.isEmpty() || query.length() > MAX_QUERY) {
            throw Visit.invalid("q", "Search for an id of 1 to " + MAX_QUERY + " characters.");
        }
        JsonNode found = Visit.json(queries.search(query));
        Html content = found.path("items").isEmpty()
                ? el("p", text("Nothing here has the id "), Cells.mono(query)).with("id", "nothing")
                : Parts.section("found", "What has this id", FOUND.of(found.path("items")));
        return View.of("Search", content, "/v1/audit/search?q=" + Cells.part(query), found.path("asOf"));
    }

    private static Html which(JsonNode item) {
        String id = Cells.string(item, "id");
        String account = Cells.string(item, "account");
        return switch (Cells.string(item, "kind")) {
            case "ACCOUNT" -> Cells.account(id);
            case "PROVIDER" -> Cells.provider(id);
            case "INTENT" -> Cells.intent(account, id);
            case "BATCH" -> Cells.batch(id);
            case "TRANSACTION" -> Cells.transaction(id);
            case "LINE" -> line(id);
            case "PAYOUT" -> Html.link("/console/payouts?provider=" + Cells.part(account), Cells.shortened(id));
            case "DEPOSIT", "WITHDRAWAL" -> Html.link("/console/accounts/" + Cells.part(account), Cells.shortened(id));
            default -> text(id);
        };
    }

    private static Html line(String place) {
        String[] parts = place.split(":", -1);
        return parts.length == 3 ? Cells.place(parts[0], parts[1], parts[2]) : text(place);
    }
}
