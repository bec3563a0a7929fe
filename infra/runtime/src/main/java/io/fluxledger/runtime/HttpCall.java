package io.fluxledger.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request as a handler sees it; the body has been read and is within the limit. */
public final class HttpCall {
    private final ServerRequest request;
    private final byte[] body;

    HttpCall(ServerRequest request, byte[] body) {
        this.request = request;
        this.body = body;
    }

    public String method() {
        return request.prologue().method().text();
    }

    public String path() {
        return request.path().path();
    }

    /** The path as it was sent, percent-encoded. */
    public String rawPath() {
        return request.path().absolute().rawPath();
    }

    /** A {@code {name}} of the route. */
    public String pathParameter(String name) {
        return request.path().pathParameters().get(name);
    }

    public @Nullable String query(String name) {
        return request.query().contains(name) ? request.query().get(name) : null;
    }

    /** The query as it was sent, without the question mark; empty where there is none. */
    public String queryString() {
        return request.query().rawValue();
    }

    /** IP address of the other end of the connection. */
    public String remoteAddress() {
        return request.remotePeer().address() instanceof InetSocketAddress peer
                ? peer.getAddress().getHostAddress()
                : "unknown";
    }

    public @Nullable String header(String name) {
        var header = HeaderNames.create(name);
        return request.headers().contains(header)
                ? request.headers().get(header).get()
                : null;
    }

    /** All headers by their names in lower case; of one that was sent several times, all values. */
    public Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new TreeMap<>();
        request.headers()
                .forEach(header -> headers.computeIfAbsent(
                                header.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .addAll(header.allValues()));
        return headers;
    }

    public byte[] body() {
        return body.clone();
    }

    /**
     * The body as JSON; duplicate keys and text behind the value are refused.
     *
     * @throws ProblemException MALFORMED_JSON, or UNSUPPORTED_MEDIA_TYPE when the request calls the body something else
     */
    public JsonNode json() {
        requireJson(header("Content-Type"));
        try {
            JsonNode node = Json.STRICT.readTree(body);
            if (node == null || node.isMissingNode()) {
                throw new ProblemException(
                        Problem.of(400, "MALFORMED_JSON", "The body is not JSON", "the body is empty"));
            }
            return node;
        } catch (IOException e) {
            String where = e.getMessage() == null
                    ? ""
                    : e.getMessage().lines().findFirst().orElse("");
            throw new ProblemException(Problem.of(400, "MALFORMED_JSON", "The body is not JSON", where));
        }
    }

    private static void requireJson(@Nullable String contentType) {
        if (contentType == null) {
            return;
        }
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !type.endsWith("+json")) {
            throw new ProblemException(Problem.of(
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "Unsupported media type",
                    "the body must be application/json, not " + type));
        }
    }
}
