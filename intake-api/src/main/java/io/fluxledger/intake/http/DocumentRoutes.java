package io.fluxledger.intake.http;

import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.schemas.AsyncApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What describes this service to programs: OpenAPI for HTTP, AsyncAPI for the topics. */
public final class DocumentRoutes {
    private static final String OPEN_API = "/openapi.json";
    private static final String ASYNC_API = "/asyncapi.json";
    private static final String JSON = "application/json";

    private final byte[] openApi = resource(OPEN_API);
    private final byte[] asyncApi = resource(AsyncApi.RESOURCE);

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("GET", OPEN_API, call -> HttpReply.bytes(200, JSON, openApi))
                .route("GET", ASYNC_API, call -> HttpReply.bytes(200, JSON, asyncApi));
    }

    private static byte[] resource(String name) {
        try (InputStream in = DocumentRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
