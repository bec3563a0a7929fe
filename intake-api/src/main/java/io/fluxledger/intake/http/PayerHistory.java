package io.fluxledger.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a payer did, latest first, from the audit projection. The folds' state answers for one intent, deposit or withdrawal
 * that is named, but has no lists: of a closed intent it keeps what recognises it.
 */
public final class PayerHistory {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Optional<URI> audit;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** @param audit base of the projection's read API; empty when this deployment has none */
    public PayerHistory(Optional<URI> audit) {
        this.audit = audit;
    }

    /**
     * A page of the payer's rows.
     *
     * @param list intents or transfers
     * @param cursor of the page before, null for the first
     * @throws ProblemException INVALID_CURSOR, HISTORY_NOT_CONFIGURED or HISTORY_NOT_READY
     */
    public JsonNode page(String list, String payer, int limit, @Nullable String cursor) {
        URI base = audit.orElseThrow(() -> new ProblemException(Problem.of(
                503,
                "HISTORY_NOT_CONFIGURED",
                "This intake has no history",
                "set audit.url to the audit projection's address and start intake again")));
        String query = "?payer=" + payer + "&limit=" + limit
                + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/v1/audit/" + list + query))
                .timeout(TIMEOUT)
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return switch (response.statusCode()) {
                case 200 -> Json.STRICT.readTree(response.body());
                case 400 ->
                    throw new ProblemException(
                            Problem.of(400, "INVALID_CURSOR", "Invalid cursor", "cursor is none of this list")
                                    .withField("cursor"));
                default -> throw notReady("the projection answered HTTP " + response.statusCode());
            };
        } catch (IOException e) {
            throw notReady("the projection cannot be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notReady("the service is stopping");
        }
    }

    private static ProblemException notReady(String detail) {
        return new ProblemException(
                Problem.of(503, "HISTORY_NOT_READY", "The history is not ready", detail + "; try again"));
    }
}
