package io.fluxledger.intake.gateway;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;

/**
 * Calls providers, on the thread that asks. Follows no redirect: where a provider is, the directory alone says. Sends nothing a
 * second time, keeps no cookies, unpacks nothing.
 */
final class UpstreamCall {
    private static final int CONNECT_TIMEOUT_S = 5;
    /** A connection that was idle for longer is looked at before it is used again. */
    private static final int VALID_MS = 500;

    private static final int MAX_CONNECTION_AGE_MINUTES = 10;
    private static final int MAX_HEADER_CHARACTERS = 16_384;
    private static final int MAX_HEADERS = 200;
    /** More than there can be calls at once: who may call is decided before. */
    private static final int MAX_CONNECTIONS = 1 << 16;

    private static final String USER_AGENT = "User-Agent";

    private final CloseableHttpClient http = client();
    private final Deadlines deadlines = new Deadlines();

    private static CloseableHttpClient client() {
        Http1Config limits = Http1Config.custom()
                .setMaxLineLength(MAX_HEADER_CHARACTERS)
                .setMaxHeaderCount(MAX_HEADERS)
                .build();
        return HttpClients.createMinimal(PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(limits)
                        .build())
                .setTlsSocketStrategy(DefaultClientTlsStrategy.createSystemDefault())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_TIMEOUT_S, TimeUnit.SECONDS)
                        .setValidateAfterInactivity(VALID_MS, TimeUnit.MILLISECONDS)
                        .setTimeToLive(MAX_CONNECTION_AGE_MINUTES, TimeUnit.MINUTES)
                        .build())
                .build());
    }

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
            return contentType().toLowerCase(Locale.ROOT).startsWith("text/event-stream");
        }

        boolean isJson() {
            String type =
                    contentType().toLowerCase(Locale.ROOT).split(";", 2)[0].trim();
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
            return body.all(left(), maxBytes);
        }
    }

    /**
     * Asks, and waits for the head of the answer. Whoever gets it reads its body to the end or cancels it.
     *
     * @param headLimit time for the head
     * @param limit time for all of the answer
     */
    Reply ask(Question question, Duration headLimit, Duration limit) throws FailedException {
        long endNanoTime = System.nanoTime() + limit.toNanos();
        Duration patience = headLimit.compareTo(limit) < 0 ? headLimit : limit;
        HttpUriRequestBase request = request(question);
        HttpHost host = HttpHost.create(question.target());
        try (Deadlines.Limit end = deadlines.in(patience, request::cancel)) {
            try {
                // Closed by its body: read to the end, or cancelled.
                ClassicHttpResponse response = http.executeOpen(host, request, HttpClientContext.create());
                Reply reply = new Reply(
                        response.getCode(),
                        headers(response),
                        new TimedBody(deadlines, request, response.getEntity()),
                        endNanoTime);
                requireBounded(reply);
                if (end.hasPassed()) {
                    throw late(patience);
                }
                return reply;
            } catch (IOException e) {
                request.cancel();
                throw failure(e, end, patience);
            }
        }
    }

    private static FailedException failure(IOException e, Deadlines.Limit end, Duration patience) {
        if (end.hasPassed()) {
            return late(patience);
        }
        if (Thread.currentThread().isInterrupted()) {
            return new FailedException("the gateway is stopping", false);
        }
        return e instanceof MessageConstraintException
                ? tooLarge()
                : new FailedException("the provider cannot be reached", false);
    }

    private static FailedException late(Duration patience) {
        return new FailedException("the provider did not answer within " + patience, true);
    }

    private static HttpUriRequestBase request(Question question) throws FailedException {
        try {
            HttpUriRequestBase request = new HttpUriRequestBase(question.method(), question.target());
            question.headers().forEach((name, values) -> values.forEach(value -> request.addHeader(name, value)));
            if (!request.containsHeader(USER_AGENT)) {
                request.setHeader(USER_AGENT, "Fluxledger");
            }
            if (question.body().hasRemaining()) {
                request.setEntity(new ByteArrayEntity(question.body().array(), null));
            }
            return request;
        } catch (IllegalArgumentException e) {
            throw new FailedException("the call cannot be passed on: " + e.getMessage(), false);
        }
    }

    private static Map<String, List<String>> headers(ClassicHttpResponse response) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName(), name -> new ArrayList<>(1))
                    .add(header.getValue());
        }
        return headers;
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
            throw tooLarge();
        }
    }

    private static FailedException tooLarge() {
        return new FailedException("the headers of the provider's answer are too large", false);
    }
}
