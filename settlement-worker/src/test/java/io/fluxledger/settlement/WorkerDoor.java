package io.fluxledger.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.settlement.notify.SignedMessage;
import io.fluxledger.settlement.notify.WebhookSecret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A worker as its callers reach it. */
final class WorkerDoor {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private WorkerDoor() {}

    static String identity(String provider, String status, Instant at) {
        return "{\"type\":\"kyc.status_changed\",\"timestamp\":\"%s\",\"data\":{\"provider\":\"%s\",\"status\":\"%s\"}}"
                .formatted(at, provider, status);
    }

    static String webhook(SettlementWorker worker, String id, String body, WebhookSecret secret, Instant at) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return said(send(
                worker,
                "/v1/kyc/webhook",
                HttpRequest.newBuilder()
                        .header(SignedMessage.ID, id)
                        .header(SignedMessage.TIMESTAMP, Long.toString(at.getEpochSecond()))
                        .header(SignedMessage.SIGNATURE, secret.sign(id, at.getEpochSecond(), bytes))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))));
    }

    /** Status and what it is about: an outcome, what was claimed, or a problem's code and field. */
    static String said(HttpResponse<String> reply) {
        JsonNode body = Outside.json(reply.body());
        String what = body.path("outcome")
                .asText(body.at("/claimed/0").asText(body.path("code").asText()));
        return (reply.statusCode() + " " + what + " " + body.path("field").asText()).trim();
    }

    static HttpResponse<String> get(SettlementWorker worker, String path, @Nullable String key) {
        return send(
                worker,
                path,
                HttpRequest.newBuilder()
                        .header("Authorization", "Bearer " + key)
                        .GET());
    }

    static HttpResponse<String> post(SettlementWorker worker, String path, @Nullable String key, String body) {
        return send(
                worker,
                path,
                HttpRequest.newBuilder()
                        .header("Authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Its status. */
    static int put(SettlementWorker worker, String path, @Nullable String key, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .header("Authorization", "Bearer " + key)
                .PUT(HttpRequest.BodyPublishers.ofString(body));
        return send(worker, path, request).statusCode();
    }

    static HttpResponse<String> send(SettlementWorker worker, String path, HttpRequest.Builder request) {
        try {
            return HTTP.send(
                    request.uri(URI.create("http://127.0.0.1:" + worker.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
