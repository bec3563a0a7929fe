package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.link;
import static io.fluxledger.audit.console.Html.text;

import io.fluxledger.audit.access.ReadAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What stands around every page: the ways to the others, the search, and what the answer stands after. */
final class Frame {
    private static final List<Map.Entry<String, String>> PLACES = List.of(
            Map.entry("/", "Overview"),
            Map.entry("/console/intents", "Calls"),
            Map.entry("/console/accounts", "Accounts"),
            Map.entry("/console/providers", "Providers"),
            Map.entry("/console/batches", "Payouts"),
            Map.entry("/console/transactions", "Chain"),
            Map.entry("/console/reconciliation", "Reconciliation"),
            Map.entry("/console/anchors", "Proofs"));

    private Frame() {}

    /**
     * The whole document.
     *
     * @param path of this page
     * @param query what was searched for
     * @param version of what is shown, to be told of what came after it
     */
    static String document(View view, String path, String query, Viewer viewer, long version) {
        Html head = el(
                "head",
                el("meta").with("charset", "utf-8"),
                el("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"),
                el("meta").with("name", "color-scheme").with("content", "light dark"),
                el("title", view.title() + " · Fluxledger"),
                el("link")
                        .with("rel", "icon")
                        .with("href", "/console/assets/icon.svg")
                        .with("type", "image/svg+xml"),
                el("link").with("rel", "stylesheet").with("href", "/console/assets/console.css"),
                el("script").with("type", "module").with("src", "/console/assets/live.js"));
        Html body = el(
                "body",
                link("/", text("Skip to content")).with("href", "#main").with("class", "skip"),
                header(path, query),
                el("main", el("h1", view.title()), view.content())
                        .with("id", "main")
                        .with("aria-busy", "false")
                        .with("tabindex", -1)
                        .with("data-version", version),
                footer(view, viewer));
        return "<!doctype html>\n" + el("html", head, body).with("lang", "en").render();
    }

    private static Html header(String path, String query) {
        List<Html> places = new ArrayList<>();
        for (Map.Entry<String, String> place : PLACES) {
            Html.Element way = link(place.getKey(), text(place.getValue()));
            boolean here = path.equals(place.getKey())
                    || (!place.getKey().equals("/") && path.startsWith(place.getKey() + "/"));
            places.add(el("li", here ? way.with("aria-current", "page") : way));
        }
        return el(
                "header",
                el("p", link("/", text("Fluxledger")), text(" audit")).with("class", "brand"),
                el("nav", el("ul", places)).with("aria-label", "Pages"),
                el(
                                "form",
                                el("label", "Any id").with("for", "q").with("class", "unseen"),
                                el("input")
                                        .with("id", "q")
                                        .with("name", "q")
                                        .with("type", "search")
                                        .with("value", query)
                                        .with("required", "")
                                        .with("maxlength", 200)
                                        .with("autocomplete", "off")
                                        .with("spellcheck", "false")
                                        .with("placeholder", "Any id: account, call, hash, batch … ( / )"),
                                el("button", "Search"))
                        .with("role", "search")
                        .with("action", "/console/search"));
    }

    private static Html footer(View view, Viewer viewer) {
        List<Html> lines = new ArrayList<>();
        long clockMs = view.asOf().path("clockMs").asLong();
        if (clockMs > 0) {
            lines.add(el("p", text("As of the ledger's clock "), Cells.time(clockMs), offsets(view))
                    .with("id", "as-of")
                    .with("data-live", ""));
        }
        List<Html> ways = new ArrayList<>();
        if (!view.json().isEmpty() && (viewer.seesAll() || !ReadAccess.isClosed(view.json()))) {
            ways.add(link(view.json(), text("This page as JSON")));
            ways.add(text(" · "));
        }
        ways.add(link("/openapi.json", text("API")));
        ways.add(text(" · "));
        ways.add(link("/console/discrepancies", text("Discrepancies")));
        ways.add(text(" · "));
        ways.add(link("/console/rejections", text("Rejections")));
        ways.add(text(" · "));
        ways.add(link("/console/journal", text("Journal")));
        ways.add(text(" · "));
        ways.add(
                viewer == Viewer.AUDITOR
                        ? link("/console/sign-in", text("Signed in as auditor"))
                        : link("/console/sign-in", text("Sign in")));
        lines.add(el("p", ways));
        lines.add(el(
                "p",
                el("button", "Pause updates")
                        .with("type", "button")
                        .with("id", "pause")
                        .with("hidden", "")));
        lines.add(el("p").with("id", "live").with("role", "status"));
        return el("footer", lines);
    }

    private static Html offsets(View view) {
        List<Html> topics = new ArrayList<>();
        view.asOf().path("offsets").properties().forEach(topic -> {
            StringBuilder partitions = new StringBuilder();
            topic.getValue()
                    .properties()
                    .forEach(p -> partitions
                            .append(' ')
                            .append(p.getKey())
                            .append(':')
                            .append(p.getValue().asText()));
            topics.add(el("li", el("span", topic.getKey() + partitions).with("class", "mono")));
        });
        return topics.isEmpty()
                ? Html.none()
                : el("details", el("summary", "partition and offset of every topic"), el("ul", topics));
    }
}
