package io.fluxledger.audit.http;

import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What describes this service to programs. */
public final class DocumentRoutes {
    private static final String RESOURCE = "/openapi-audit.json";

    private final byte[] openApi = resource();

    /** Adds the route. */
    public void addTo(HttpService http) {
        http.route("GET", "/openapi.json", call -> HttpReply.bytes(200, "application/json", openApi));
    }

    static byte[] resource() {
        try (InputStream in = DocumentRoutes.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }
}
