package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.text;

import java.util.ArrayList;
import java.util.List;

/** What pages are put together from. */
final class Parts {
    private Parts() {}

    /** A part of a page with its title; what it shows is replaced while the page is open. */
    static Html section(String id, String title, Html... content) {
        return el("section", el("h2", title).with("id", id + "-title"), Html.all(content))
                .with("id", id)
                .with("aria-labelledby", id + "-title")
                .with("data-live", "");
    }

    /** A name and what it stands for. */
    record Fact(String name, Html value) {
        static Fact of(String name, String value) {
            return new Fact(name, text(value));
        }
    }

    /** Facts beside one another; those without a value are left out. */
    static Html facts(Fact... facts) {
        List<Html> list = new ArrayList<>();
        for (Fact fact : facts) {
            if (!isEmpty(fact.value())) {
                list.add(el("div", el("dt", fact.name()), el("dd", fact.value())));
            }
        }
        return list.isEmpty() ? Html.none() : el("dl", list);
    }

    private static boolean isEmpty(Html html) {
        return switch (html) {
            case Html.Text(String text) -> text.isEmpty();
            case Html.Several(List<Html> parts) -> parts.stream().allMatch(Parts::isEmpty);
            case Html.Element _ -> false;
        };
    }

    static Html note(String text) {
        return el("p", text).with("class", "fine");
    }

    /** How something stands, with what that means. */
    static Html check(String id, boolean good, String title, Html detail) {
        return check(id, good ? "good" : "bad", good ? "✓" : "✗", title, detail);
    }

    /** Something that cannot be said yet, or not here. */
    static Html unknown(String id, String title, Html detail) {
        return check(id, "neutral", "?", title, detail);
    }

    private static Html check(String id, String tone, String mark, String title, Html detail) {
        return el(
                        "li",
                        el("span", mark).with("class", "mark").with("aria-hidden", "true"),
                        el("div", el("strong", title), el("div", detail).with("class", "fine")))
                .with("id", id)
                .with("class", "check")
                .with("data-tone", tone);
    }
}
