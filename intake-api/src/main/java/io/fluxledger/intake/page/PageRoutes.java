package io.fluxledger.intake.page;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.PageFiles;
import java.util.List;
import java.util.Map;

/** The payer's page: a few files as they are, and the deployment that they sign for. */
public final class PageRoutes {
    private static final List<String> FILES = List.of(
            "index.html",
            "page.css",
            "main.js",
            "wallet.js",
            "messages.js",
            "ledger.js",
            "amounts.js",
            "words.js",
            "view.js");

    private final PageFiles files = new PageFiles(PageRoutes.class, FILES);
    private final Map<String, Object> deployment;

    public PageRoutes(ChainsFile chains) {
        deployment = Deployment.json(chains);
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        files.addTo(http);
        http.route("GET", "/v1/deployment", _ -> HttpReply.json(200, deployment));
    }
}
