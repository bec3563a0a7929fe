package io.fluxledger.intake.guard;

import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.HttpService.Handler;
import io.fluxledger.runtime.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A service with something around its one route, spoken to over HTTP; a caller is who the header X-Caller says. */
final class GuardedService implements AutoCloseable {
    static final CallerIdentity CALLERS = call -> Objects.requireNonNullElse(call.header("X-Caller"), "anybody");

    private final HttpService service;
    private final HttpClient http = HttpClient.newHttpClient();

    GuardedService(UnaryOperator<Handler> guard, Handler handler) {
        service = new HttpService(new HttpService.Config("127.0.0.1", 0, 1_024), new Health(), new Metrics())
                .around(guard)
                .route("POST", "/a", handler)
                .route("POST", "/b", handler)
                .route("GET", "/a", handler)
                .start();
    }

    HttpRequest request(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return http.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> later(String body, String... headers) {
        return http.sendAsync(request("POST", "/a", body, headers), HttpResponse.BodyHandlers.ofString());
    }

    static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        service.close();
        http.close();
    }
}
