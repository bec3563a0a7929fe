package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.link;
import static io.fluxledger.audit.console.Html.text;

/** Asks for the state at an earlier moment. */
final class AsOfForm {
    private AsOfForm() {}

    /** @param given the moment that the page shows; empty for now */
    static Html of(String path, String given) {
        return el(
                        "form",
                        el("label", "As of").with("for", "as_of"),
                        el("input")
                                .with("id", "as_of")
                                .with("name", "as_of")
                                .with("value", given)
                                .with("maxlength", 200)
                                .with("autocomplete", "off")
                                .with("placeholder", "2026-11-22T00:00:00Z, or topic:partition:offset"),
                        el("button", "Show"),
                        given.isEmpty() ? Html.none() : link(path, text("Now")))
                .with("action", path)
                .with("class", "as-of");
    }
}
