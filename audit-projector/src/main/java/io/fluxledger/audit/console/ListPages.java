package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.link;
import static io.fluxledger.audit.console.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.access.Narrowed;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.AuditQueries.PageRequest;
import io.fluxledger.audit.read.AuditQueries.Section;
import io.fluxledger.audit.read.Filters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The lists, a page at a time, with what they can be narrowed down by. */
final class ListPages {
    private static final int ROWS = 50;

    /** What a list is narrowed down by. */
    private enum Kind {
        ADDRESS,
        NAME,
        NUMBER,
        INPUT
    }

    /** @param column what the list's rows call it */
    private record Filter(String parameter, String label, String column, Kind kind) {}

    private record Page(String title, Section section, Table table, List<Filter> filters, Amounts amounts) {}

    /** Who sees the rows' amounts. */
    private enum Amounts {
        OPEN,
        /** All, of one payer that is named; of all together they are what providers earn. */
        OF_A_PAYER,
        FOR_AUDITORS
    }

    private static final Filter PAYER = new Filter("payer", "Payer", "payer", Kind.ADDRESS);
    private static final Filter PROVIDER = new Filter("provider", "Provider", "provider", Kind.ADDRESS);
    private static final Filter ACCOUNT = new Filter("account", "Account", "account", Kind.ADDRESS);
    private static final Filter STATUS = new Filter("status", "State", "status", Kind.NAME);
    private static final Filter KIND = new Filter("kind", "Kind", "kind", Kind.NAME);
    private static final Filter CHAIN = new Filter("chainId", "Chain", "chain_id", Kind.NUMBER);
    private static final Filter REASON = new Filter("reason", "Reason", "reason", Kind.NAME);

    private static final Map<String, Page> PAGES = Map.ofEntries(
            page("intents", "Calls", Section.INTENTS, Lists.INTENTS, Amounts.OF_A_PAYER, PAYER, PROVIDER, STATUS),
            page(
                    "accounts",
                    "Accounts",
                    Section.ACCOUNTS,
                    Lists.ACCOUNTS,
                    Amounts.OPEN,
                    new Filter("address", "Address", "address", Kind.ADDRESS),
                    new Filter("type", "Type", "account_type", Kind.NAME),
                    CHAIN),
            page("providers", "Providers", Section.PROVIDERS, Lists.PROVIDERS, Amounts.FOR_AUDITORS),
            page("windows", "Windows", Section.WINDOWS, Lists.WINDOWS, Amounts.FOR_AUDITORS, PROVIDER),
            page("batches", "Payouts by batch", Section.BATCHES, Lists.BATCHES, Amounts.FOR_AUDITORS, STATUS),
            page("payouts", "Payouts", Section.PAYOUTS, Lists.PAYOUTS, Amounts.FOR_AUDITORS, PROVIDER, STATUS, CHAIN),
            page(
                    "transactions",
                    "Chain transactions",
                    Section.TRANSACTIONS,
                    Lists.TRANSACTIONS,
                    Amounts.OPEN,
                    ACCOUNT,
                    KIND,
                    new Filter("state", "State", "state", Kind.NAME),
                    CHAIN),
            page(
                    "transfers",
                    "Deposits and withdrawals",
                    Section.TRANSFERS,
                    Lists.TRANSFERS,
                    Amounts.OPEN,
                    PAYER,
                    KIND,
                    STATUS),
            page(
                    "journal",
                    "Journal",
                    Section.JOURNAL,
                    Lists.JOURNAL,
                    Amounts.OPEN,
                    ACCOUNT,
                    new Filter("outcome", "Outcome", "outcome", Kind.NAME),
                    new Filter("inputType", "Input", "input_type", Kind.INPUT)),
            page("rejections", "Rejections", Section.REJECTIONS, Lists.REJECTIONS, Amounts.OPEN, ACCOUNT, REASON),
            page(
                    "discrepancies",
                    "Discrepancies",
                    Section.DISCREPANCIES,
                    Lists.DISCREPANCIES,
                    Amounts.OPEN,
                    ACCOUNT,
                    KIND,
                    CHAIN),
            page("anchors", "Proofs: batches of lines", Section.ANCHORS, Lists.ANCHORS, Amounts.OPEN));

    private final AuditQueries queries;

    ListPages(AuditQueries queries) {
        this.queries = queries;
    }

    private static Map.Entry<String, Page> page(
            String name, String title, Section section, Table table, Amounts amounts, Filter... filters) {
        return Map.entry(name, new Page(title, section, table, List.of(filters), amounts));
    }

    static Set<String> names() {
        return PAGES.keySet();
    }

    View view(Visit visit, String name) {
        Page page = PAGES.get(name);
        if (page == null) {
            throw Visit.unknown("There is no list " + name + ".");
        }
        Filters filters = new Filters();
        StringBuilder kept = new StringBuilder();
        for (Filter filter : page.filters()) {
            String value = visit.query(filter.parameter());
            if (!value.isEmpty()) {
                narrow(filters, filter, value);
                kept.append('&').append(filter.parameter()).append('=').append(Cells.part(value));
            }
        }
        String cursor = visit.query("cursor");
        JsonNode answer = Visit.json(queries.list(
                page.section(),
                visit.seesAll() ? filters : Narrowed.filters(page.section(), filters),
                new PageRequest(cursor.isEmpty() ? null : cursor, ROWS)));
        boolean hidden = isHidden(visit, page);
        Table table = page.table().hiding(_ -> hidden);
        List<Html> ways = new ArrayList<>();
        String path = "/console/" + name;
        if (!cursor.isEmpty()) {
            ways.add(link(path + "?" + after(kept), text("Latest")).with("id", "latest"));
        }
        String next = Cells.string(answer, "nextCursor");
        if (!next.isEmpty()) {
            ways.add(link(path + "?cursor=" + Cells.part(next) + kept, text("Earlier"))
                    .with("id", "earlier"));
        }
        Html content = Html.all(
                form(visit, page, path),
                hidden ? BatchPage.secret() : Html.none(),
                Parts.section(
                        "list",
                        page.title(),
                        table.of(answer.path("items")),
                        el("p", ways).with("class", "ways")));
        String json = hidden ? "" : "/v1/audit/" + name + "?" + after(kept);
        return View.of(page.title(), content, json, answer.path("asOf"));
    }

    private static String after(StringBuilder kept) {
        return kept.isEmpty() ? "limit=" + ROWS : kept.substring(1);
    }

    private static boolean isHidden(Visit visit, Page page) {
        return !visit.seesAll()
                && switch (page.amounts()) {
                    case OPEN -> false;
                    case OF_A_PAYER -> visit.query("payer").isEmpty();
                    case FOR_AUDITORS -> true;
                };
    }

    private static void narrow(Filters filters, Filter filter, String value) {
        if (filter.kind() == Kind.INPUT) {
            filters.answering(value);
        } else {
            filters.is(filter.column(), value(filter, value));
        }
    }

    private static Object value(Filter filter, String value) {
        return switch (filter.kind()) {
            case ADDRESS -> Visit.address(value, filter.parameter());
            case NAME -> value.toUpperCase(Locale.ROOT).replace(' ', '_');
            case INPUT -> value;
            case NUMBER -> {
                if (!value.matches("[0-9]{1,18}")) {
                    throw Visit.invalid(filter.parameter(), filter.label() + " is a whole number.");
                }
                yield Long.parseLong(value);
            }
        };
    }

    private static Html form(Visit visit, Page page, String path) {
        if (page.filters().isEmpty()) {
            return Html.none();
        }
        List<Html> fields = new ArrayList<>();
        for (Filter filter : page.filters()) {
            String id = "by-" + filter.parameter();
            fields.add(el(
                    "div",
                    el("label", filter.label()).with("for", id),
                    el("input")
                            .with("id", id)
                            .with("name", filter.parameter())
                            .with("value", visit.query(filter.parameter()))
                            .with("maxlength", 200)
                            .with("autocomplete", "off")
                            .with("spellcheck", "false")));
        }
        fields.add(el("button", "Narrow down"));
        return el("form", fields).with("action", path).with("class", "filters").with("aria-label", "Narrow down");
    }
}
