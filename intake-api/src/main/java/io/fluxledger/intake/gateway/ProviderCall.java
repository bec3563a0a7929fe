package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.runtime.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Forwards a call to its provider, within the SLA: the whole answer must be there by then. */
final class ProviderCall {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** The provider gave no usable answer. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean timedOut;

        FailedException(String message, boolean timedOut) {
            super(message);
            this.timedOut = timedOut;
        }

        boolean timedOut() {
            return timedOut;
        }
    }

    /**
     * The provider's answer: completion and receipt.
     *
     * @param limit time for all of it
     */
    JsonNode send(ChatRequest request, String intentId, String payer, Duration limit) throws FailedException {
        ObjectNode body = Json.STRICT.createObjectNode();
        body.put("intentId", intentId);
        body.put("payer", payer);
        body.put("prompt", request.prompt());
        body.put("model", request.model());
        body.put("payoutChainId", request.provider().payoutChainId());
        body.put("maxAmount", Answers.usdc(request.maxBudgetNanos()));
        if (request.usedNanos() != null) {
            body.set("usedNanos", request.usedNanos());
        }
        String base = request.provider().url().toString();
        URI target = URI.create((base.endsWith("/") ? base : base + "/") + "process");
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                HttpRequest.newBuilder(target)
                        .timeout(limit)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new FailedException("the provider answered HTTP " + response.statusCode(), false);
            }
            return Json.STRICT.readTree(response.body());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new FailedException("the provider did not answer within " + limit, true);
        } catch (ExecutionException e) {
            boolean timedOut = e.getCause() instanceof HttpTimeoutException;
            throw new FailedException(
                    timedOut ? "the provider did not answer within " + limit : "the provider cannot be reached",
                    timedOut);
        } catch (IOException e) {
            throw new FailedException("the provider's answer is not JSON", false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw new FailedException("the gateway is stopping", false);
        }
    }
}
