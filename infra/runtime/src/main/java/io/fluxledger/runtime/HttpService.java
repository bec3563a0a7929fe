package io.fluxledger.runtime;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP of a service: routes, limits, problems (RFC 9457) for everything that goes wrong, health and metrics. Handlers run
 * on virtual threads and may block.
 */
public final class HttpService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int MAX_CONNECTIONS = 4_096;

    /**
     * @param host address to bind
     * @param port port to bind, 0 for a free one
     * @param maxBodyBytes larger bodies are answered 413
     */
    public record Config(String host, int port, int maxBodyBytes) {}

    /** Handles a request. */
    public interface Handler {
        HttpReply handle(HttpCall call) throws Exception;
    }

    private final Config config;
    private final Metrics metrics;
    private final HttpRouting.Builder routing = HttpRouting.builder();
    private final Map<String, Set<String>> methodsByPath = new ConcurrentHashMap<>();
    private UnaryOperator<Handler> around = UnaryOperator.identity();
    private UnaryOperator<Handler> outside = UnaryOperator.identity();
    private @Nullable WebServer server;

    public HttpService(Config config, Health health, Metrics metrics) {
        this.config = config;
        this.metrics = metrics;
        metrics.ready(health);
        route("GET", "/health/live", call -> HttpReply.json(200, Map.of("live", true)));
        route("GET", "/health/ready", call -> {
            Map<String, Boolean> results = health.results();
            return HttpReply.json(results.containsValue(false) ? 503 : 200, results);
        });
        route("GET", "/metrics", call -> HttpReply.text(200, "text/plain; version=0.0.4", metrics.scrape()));
    }

    /** Puts something around every route that is added from now on. */
    public HttpService around(UnaryOperator<Handler> everyRoute) {
        around = everyRoute;
        return this;
    }

    /** Puts something around every route that is added from now on, and around what {@link #around} puts there. */
    public HttpService outside(UnaryOperator<Handler> everyRoute) {
        outside = everyRoute;
        return this;
    }

    /**
     * Adds a route; {@code {name}} in the path is a parameter, {@code {+name}} at its end one of several segments. Before
     * {@link #start()}.
     */
    public HttpService route(String method, String path, Handler handler) {
        return route(method, path, config.maxBodyBytes(), handler);
    }

    /** Adds a route whose bodies may have another size than all others. */
    public HttpService route(String method, String path, int maxBodyBytes, Handler handler) {
        methodsByPath.computeIfAbsent(path, p -> new TreeSet<>()).add(method);
        Handler guarded = outside.apply(around.apply(handler));
        routing.route(
                Method.create(method),
                path,
                (request, response) -> answer(request, response, path, maxBodyBytes, guarded));
        return this;
    }

    /** Methods of every path, as they were added. */
    public Map<String, Set<String>> routes() {
        Map<String, Set<String>> routes = new TreeMap<>();
        methodsByPath.forEach((path, methods) -> routes.put(path.replace("{+", "{"), new TreeSet<>(methods)));
        return routes;
    }

    /** Binds and serves. */
    public HttpService start() {
        methodsByPath.forEach((path, methods) -> routing.any(
                path,
                (request, response) -> send(
                        response,
                        HttpReply.problem(Problem.of(
                                        405,
                                        "METHOD_NOT_ALLOWED",
                                        "Method not allowed",
                                        request.prologue().method().text() + " is not allowed here"))
                                .header("Allow", String.join(", ", methods)))));
        routing.any((request, response) -> send(
                response,
                HttpReply.problem(Problem.of(
                        404,
                        "NOT_FOUND",
                        "No such resource",
                        "there is nothing at " + request.path().path()))));
        WebServer started = WebServer.builder()
                .host(config.host())
                .port(config.port())
                .maxTcpConnections(MAX_CONNECTIONS)
                // The next piece of a streamed answer does not wait until the one before is acknowledged.
                .connectionOptions(socket -> socket.tcpNoDelay(true))
                .shutdownGracePeriod(GRACE)
                .shutdownHook(false)
                .routing(routing)
                .build()
                .start();
        server = started;
        LOG.info("listening on {}:{}", config.host(), started.port());
        return this;
    }

    /** The bound port. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server.port();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
    }

    private void answer(
            ServerRequest request, ServerResponse response, String path, int maxBodyBytes, Handler handler) {
        long begunNanos = System.nanoTime();
        HttpReply reply;
        try {
            reply = handler.handle(new HttpCall(request, body(request, maxBodyBytes)));
        } catch (ProblemException e) {
            reply = HttpReply.problem(e.problem());
        } catch (Exception e) {
            LOG.error(
                    "{} {} failed", request.prologue().method(), request.path().path(), e);
            reply = HttpReply.problem(Problem.of(
                    500, "INTERNAL_ERROR", "Internal error", "the request failed; the service's log says why"));
        }
        metrics.answered(request.prologue().method().text(), path, reply.status(), System.nanoTime() - begunNanos);
        send(response, reply);
    }

    private static byte[] body(ServerRequest request, int maxBodyBytes) throws IOException {
        long declared = request.headers().contentLength().orElse(0);
        if (declared > maxBodyBytes) {
            throw tooLarge(maxBodyBytes);
        }
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] bytes = in.readNBytes(maxBodyBytes + 1);
            if (bytes.length > maxBodyBytes) {
                throw tooLarge(maxBodyBytes);
            }
            return bytes;
        }
    }

    private static ProblemException tooLarge(int maxBodyBytes) {
        return new ProblemException(
                Problem.of(413, "BODY_TOO_LARGE", "Body too large", "a body has at most " + maxBodyBytes + " bytes"));
    }

    private static void send(ServerResponse response, HttpReply reply) {
        response.status(Status.create(reply.status()));
        reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        HttpReply.StreamBody stream = reply.streamBody();
        if (stream == null) {
            response.send(reply.body());
        } else {
            write(response, stream);
        }
    }

    private static void write(ServerResponse response, HttpReply.StreamBody stream) {
        OutputStream out;
        try {
            out = response.outputStream();
        } catch (RuntimeException e) {
            stream.abandon();
            throw e;
        }
        try {
            stream.writeTo(out);
            out.close();
        } catch (IOException e) {
            // Closing the body would make it look complete; the connection says that it is not.
            throw new CloseConnectionException("an answer was not written to its end", e);
        }
    }
}
