package io.fluxledger.audit.availability;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Avail by the HTTP interface of its Turbo DA service: {@code submit_raw_data}, {@code get_submission_info}. */
public final class AvailTurbo implements DataLayer {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int MAX_ANSWER = 65_536;

    private final URI base;
    private final String apiKey;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /** @param base address of the service, with a slash at its end */
    public AvailTurbo(URI base, String apiKey) {
        this.base = base;
        this.apiKey = apiKey;
    }

    @Override
    public String name() {
        return "avail";
    }

    @Override
    public String submit(byte[] bytes) throws IOException {
        JsonNode answer = send(request("v1/submit_raw_data")
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build());
        String id = answer.path("submission_id").asText();
        if (id.isEmpty()) {
            throw new IOException("the data-availability service gave no submission_id");
        }
        return id;
    }

    @Override
    public Optional<Inclusion> inclusion(String submissionId) throws IOException {
        JsonNode answer = send(request("v1/get_submission_info?submission_id="
                        + URLEncoder.encode(submissionId, StandardCharsets.UTF_8))
                .GET()
                .build());
        JsonNode found = answer.has("data") ? answer.path("data") : answer;
        String blockHash = found.path("block_hash").asText("");
        // Finalized or not: without a block it is nowhere.
        return blockHash.isEmpty() || blockHash.equals("null")
                ? Optional.empty()
                : Optional.of(new Inclusion(
                        blockHash,
                        found.path("extrinsic_index").asLong(),
                        found.path("tx_hash").asText("")));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).header("x-api-key", apiKey);
    }

    private JsonNode send(HttpRequest request) throws IOException {
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != OK || answer.body().length > MAX_ANSWER) {
                throw new IOException("the data-availability service answered " + answer.statusCode());
            }
            return Json.STRICT.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
