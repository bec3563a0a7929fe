package io.fluxledger.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer, whole or written bit by bit. Immutable; a body that is written bit by bit is written once. */
public final class HttpReply {
    private static final byte[] NOTHING = {};

    private final int status;
    private final byte[] body;
    private final @Nullable StreamBody stream;
    private final Map<String, String> headers;

    /** Writes a body bit by bit; what it flushes is on its way to the client. */
    @FunctionalInterface
    public interface StreamBody {
        /** @throws IOException when the client is gone */
        void writeTo(OutputStream out) throws IOException;

        /** Called instead of {@link #writeTo} when the answer cannot be begun. */
        default void abandon() {}
    }

    private HttpReply(int status, byte[] body, @Nullable StreamBody stream, Map<String, String> headers) {
        this.status = status;
        this.body = body;
        this.stream = stream;
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
        return new HttpReply(status, body.clone(), null, Map.of("Content-Type", contentType));
    }

    /** An answer that is written while it comes into being. */
    public static HttpReply stream(int status, String contentType, StreamBody body) {
        return new HttpReply(status, NOTHING, body, Map.of("Content-Type", contentType));
    }

    /** With a header added. */
    public HttpReply header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpReply(status, body, stream, more);
    }

    /** Whether the body is written bit by bit: then it is not there to be kept, and still to come when a handler has returned. */
    public boolean isStream() {
        return stream != null;
    }

    /** With something done once all of it is written, or cannot be; at once where the body is there already. */
    public HttpReply afterwards(Runnable action) {
        StreamBody written = stream;
        if (written == null) {
            action.run();
            return this;
        }
        return new HttpReply(status, body, new Followed(written, action), headers);
    }

    private record Followed(StreamBody first, Runnable action) implements StreamBody {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            try {
                first.writeTo(out);
            } finally {
                action.run();
            }
        }

        @Override
        public void abandon() {
            try {
                first.abandon();
            } finally {
                action.run();
            }
        }
    }

    /** Bytes of the body; 0 for one that is written bit by bit. */
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

    @Nullable
    StreamBody streamBody() {
        return stream;
    }

    private static byte[] write(Object value) {
        try {
            return Json.STRICT.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not representable as JSON", e);
        }
    }
}
