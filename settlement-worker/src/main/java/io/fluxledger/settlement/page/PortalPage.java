package io.fluxledger.settlement.page;

import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.PageFiles;
import java.util.List;

/** The provider's page: a few files as they are. They ask the portal's routes with the key that the provider enters. */
public final class PortalPage {
    private static final List<String> FILES =
            List.of("index.html", "page.css", "main.js", "portal.js", "view.js", "words.js");

    private final PageFiles files = new PageFiles(PortalPage.class, FILES);

    /** Adds the routes. */
    public void addTo(HttpService http) {
        files.addTo(http);
    }
}
