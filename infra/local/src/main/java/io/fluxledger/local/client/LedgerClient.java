package io.fluxledger.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP with one service. Safe for use by several threads. */
public final class LedgerClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int POLL_MS = 200;

    private final HttpClient http;
    private final String base;
    private final @Nullable String bearer;

    /**
     * @param base address without a slash at the end
     */
    public LedgerClient(String base) {
        this(base, null);
    }

    /**
     * @param base address without a slash at the end
     * @param bearer key that is shown with every request; null for none
     */
    public LedgerClient(String base, @Nullable String bearer) {
        this.base = base;
        this.bearer = bearer;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /**
     * @throws UncheckedIOException when nothing answers
     */
    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    /** As {@link #get(String)} with one header. */
    public Answer get(String path, String header, String value) {
        return send(request(path).header(header, value).GET().build());
    }

    /**
     * @throws UncheckedIOException when nothing answers
     */
    public Answer post(String path, JsonNode body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** As {@link #post(String, JsonNode)} with one header more. */
    public Answer post(String path, JsonNode body, String header, String value) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** Posts bytes that need not be JSON. */
    public Answer postRaw(String path, byte[] body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    /**
     * Asks again and again until the answer is as wanted.
     *
     * @param what for the message when it does not come
     * @throws UnexpectedAnswerException when it does not come in time, with the last answer
     */
    public Answer await(String path, String what, Duration timeout, Predicate<Answer> wanted) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Answer last = get(path);
        while (!wanted.test(last)) {
            if (System.nanoTime() > deadline) {
                throw new UnexpectedAnswerException("%s did not happen within %d s; GET %s says HTTP %d %s"
                        .formatted(what, timeout.toSeconds(), path, last.status(), last.body()));
            }
            pause();
            last = get(path);
        }
        return last;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
        return bearer == null ? request : request.setHeader("Authorization", "Bearer " + bearer);
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), body(response), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + " failed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnexpectedAnswerException("interrupted while waiting for " + request.uri(), e);
        }
    }

    private static JsonNode body(HttpResponse<byte[]> response) throws IOException {
        return response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnexpectedAnswerException("interrupted while waiting", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
