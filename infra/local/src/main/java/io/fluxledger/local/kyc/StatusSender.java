package io.fluxledger.local.kyc;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fluxledger.runtime.Json;
import io.fluxledger.settlement.notify.SignedMessage;
import io.fluxledger.settlement.notify.WebhookSecret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the settlement worker how identity checks stand, by signed webhooks, until it has taken them. */
final class StatusSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusSender.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 30;

    private final URI webhook;
    private final WebhookSecret secret;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    StatusSender(URI webhook, WebhookSecret secret) {
        this.webhook = webhook;
        this.secret = secret;
    }

    /** Sends it in the background, with the same id until it is answered. */
    void send(String provider, String status, String reason) {
        String id = "msg_" + UUID.randomUUID().toString().replace("-", "");
        byte[] body = body(provider, status, reason);
        var _ = threads.submit(() -> {
            try {
                for (int attempt = 0; attempt < ATTEMPTS && !isTaken(id, body); attempt++) {
                    TimeUnit.SECONDS.sleep(1);
                }
            } catch (InterruptedException e) {
                LOG.debug("stopped before {} was taken", id);
                Thread.currentThread().interrupt();
            }
        });
    }

    private static byte[] body(String provider, String status, String reason) {
        try {
            return Json.STRICT.writeValueAsBytes(Map.of(
                    "type",
                    "kyc.status_changed",
                    "timestamp",
                    Instant.now().toString(),
                    "data",
                    Map.of("provider", provider, "status", status, "reason", reason)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not representable as JSON", e);
        }
    }

    private boolean isTaken(String id, byte[] body) throws InterruptedException {
        long timestampS = System.currentTimeMillis() / 1_000;
        HttpRequest request = HttpRequest.newBuilder(webhook)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header(SignedMessage.ID, id)
                .header(SignedMessage.TIMESTAMP, Long.toString(timestampS))
                .header(SignedMessage.SIGNATURE, secret.sign(id, timestampS, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 2) {
                return true;
            }
            LOG.warn("{} answered {}: {}", webhook, answer.statusCode(), answer.body());
        } catch (IOException e) {
            LOG.warn("{} did not answer: {}", webhook, e.toString());
        }
        return false;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
    }
}
