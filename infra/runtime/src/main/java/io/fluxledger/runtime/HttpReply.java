package io.fluxledger.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer. Immutable. */
public final class HttpReply {
    private final int status;
    private final byte[] body;
    private final Map<String, String> headers;

    private HttpReply(int status, byte[] body, Map<String, String> headers) {
        this.status = status;
        this.body = body;
        this.headers = headers;
    }

    /** JSON of anything that Jackson writes. */
    public static HttpReply json(int status, Object value) {
        return bytes(status, "application/json", write(value));
    }

    public static HttpReply problem(Problem problem) {
        return bytes(problem.status(), "application/problem+json", write(problem.body()));
    }

    public static HttpReply text(int status, String contentType, String text) {
        return bytes(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpReply bytes(int status, String contentType, byte[] body) {
        return new HttpReply(status, body.clone(), Map.of("Content-Type", contentType));
    }

    /** With a header added. */
    public HttpReply header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpReply(status, body, more);
    }

    /** Bytes of the body. */
    public int size() {
        return body.length;
    }

    public int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    private static byte[] write(Object value) {
        try {
            return Json.STRICT.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not representable as JSON", e);
        }
    }
}
