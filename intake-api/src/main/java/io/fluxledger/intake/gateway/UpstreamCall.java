package io.fluxledger.intake.gateway;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls providers. Follows no redirect: where a provider is, the directory alone says. */
final class UpstreamCall {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_HEADER_CHARACTERS = 16_384;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * What a provider is asked.
     *
     * @param headers those that it gets, but for what HTTP itself adds
     * @param body a whole array
     */
    record Question(String method, URI target, Map<String, List<String>> headers, ByteBuffer body) {}

    /** The head of an answer, and the body as it comes. */
    record Reply(int status, Map<String, List<String>> headers, TimedBody body, long endNanoTime) {
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null || values.isEmpty() ? "" : values.getFirst();
        }

        String contentType() {
            String type = header("content-type");
            return type.isEmpty() ? "application/octet-stream" : type;
        }

        boolean isEventStream() {
            return contentType().toLowerCase(java.util.Locale.ROOT).startsWith("text/event-stream");
        }

        boolean isJson() {
            String type = contentType()
                    .toLowerCase(java.util.Locale.ROOT)
                    .split(";", 2)[0]
                    .trim();
            return type.equals("application/json") || type.endsWith("+json");
        }

        /** Time until all of it must be there. */
        Duration left() {
            return Duration.ofNanos(Math.max(0, endNanoTime - System.nanoTime()));
        }

        /** The same, to be there by then if that is earlier. */
        Reply endingBy(long nanoTime) {
            return nanoTime - endNanoTime < 0 ? new Reply(status, headers, body, nanoTime) : this;
        }

        /** All of the body. */
        byte[] readAll(int maxBytes) throws FailedException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] piece = body.next(left()); piece != null; piece = body.next(left())) {
                if (all.size() + piece.length > maxBytes) {
                    body.cancel();
                    throw new FailedException("the provider's answer has more than " + maxBytes + " bytes", false);
                }
                all.writeBytes(piece);
            }
            return all.toByteArray();
        }
    }

    /**
     * Asks, and waits for the head of the answer.
     *
     * @param headLimit time for the head
     * @param limit time for all of the answer
     */
    Reply ask(Question question, Duration headLimit, Duration limit) throws FailedException {
        long endNanoTime = System.nanoTime() + limit.toNanos();
        Duration patience = headLimit.compareTo(limit) < 0 ? headLimit : limit;
        CompletableFuture<HttpResponse<TimedBody>> answer = http.sendAsync(request(question), head -> new TimedBody());
        try {
            HttpResponse<TimedBody> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            Reply reply = new Reply(response.statusCode(), response.headers().map(), response.body(), endNanoTime);
            requireBounded(reply);
            return reply;
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw late(patience);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HttpTimeoutException
                    ? late(patience)
                    : new FailedException("the provider cannot be reached", false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw new FailedException("the gateway is stopping", false);
        }
    }

    private static FailedException late(Duration patience) {
        return new FailedException("the provider did not answer within " + patience, true);
    }

    private static HttpRequest request(Question question) throws FailedException {
        try {
            return built(question);
        } catch (IllegalArgumentException e) {
            throw new FailedException("the call cannot be passed on: " + e.getMessage(), false);
        }
    }

    private static HttpRequest built(Question question) {
        HttpRequest.Builder request = HttpRequest.newBuilder(question.target())
                .method(
                        question.method(),
                        !question.body().hasRemaining()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(
                                        question.body().array()));
        question.headers().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return request.build();
    }

    private static void requireBounded(Reply reply) throws FailedException {
        int size = 0;
        for (Map.Entry<String, List<String>> header : reply.headers().entrySet()) {
            for (String value : header.getValue()) {
                size += header.getKey().length() + value.length();
            }
        }
        if (size > MAX_HEADER_CHARACTERS) {
            reply.body().cancel();
            throw new FailedException("the headers of the provider's answer are too large", false);
        }
    }
}
