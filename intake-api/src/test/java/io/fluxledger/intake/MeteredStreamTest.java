package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.intake.RunningIntake.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers in server-sent events: passed as they come, settled at their end, whoever goes away before. */
class MeteredStreamTest {
    private static final String PATH = "/providers/models/v1/chat/completions";
    private static final String BODY =
            "{\"model\":\"example/model\",\"prompt\":\"hi\",\"max_tokens\":100,\"stream\":true}";

    private static MeteredIntake metered;
    private static Person payer;

    @BeforeAll
    static void start(@TempDir Path dir) throws IOException {
        metered = new MeteredIntake(dir);
        payer = metered.payer();
    }

    @AfterAll
    static void stop() {
        metered.close();
    }

    @BeforeEach
    void noEventsYet() {
        metered.provider.noEventsYet();
    }

    private static HttpRequest.Builder paid(String what) throws Exception {
        String header = MeteredIntake.header(metered.payment(payer, "POST", PATH, BODY));
        return metered.request("POST", PATH, BODY, what).header("PAYMENT-SIGNATURE", header);
    }

    private static BufferedReader open(HttpRequest request) throws Exception {
        HttpResponse<InputStream> answer = metered.http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The lines up to the next blank one. */
    private static String event(BufferedReader lines) throws IOException {
        StringBuilder event = new StringBuilder();
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            event.append(event.isEmpty() ? "" : "\n").append(line);
        }
        return event.toString();
    }

    private static JsonNode settlement(String event) throws IOException {
        String head = "event: fluxledger-settlement\ndata: ";
        assertThat(event).startsWith(head);
        return Person.JSON.readTree(event.substring(head.length()));
    }

    private static String locked() {
        return metered.get("/v1/accounts/" + payer.address()).text("locked");
    }

    @Test
    void eventsPassAsTheyComeAndTheSettlementIsTheLast() throws Exception {
        metered.provider.events.release();
        try (BufferedReader lines = open(paid("stream").build())) {
            assertThat(event(lines)).isEqualTo("data: {\"id\":\"gen-1\",\"n\":1}");
            assertThat(locked()).isNotEqualTo("0");
            metered.provider.events.release(3);
            assertThat(event(lines)).isEqualTo(": a comment");
            assertThat(event(lines)).isEqualTo("data: {\"n\":2}");
            assertThat(event(lines)).contains("usage");
            assertThat(event(lines)).isEqualTo("data: [DONE]");
            JsonNode settlement = settlement(event(lines));
            assertThat(settlement.path("status").asText() + " "
                            + settlement.path("used").asText())
                    .isEqualTo("SETTLED 0.00016");
            assertThat(settlement.path("paymentResponse").path("success").asBoolean())
                    .isTrue();
            assertThat(lines.readLine()).isNull();
        }
        assertThat(locked()).isEqualTo("0");
    }

    /** What the provider does after its first events, and why all is given back. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({"stream-abort, 9, PROVIDER_FAILED", "stream-no-receipt, 9, INVALID_RECEIPT", "stream, 2, TIMED_OUT"})
    void aStreamWithoutAReceiptIsRefunded(String what, int events, String reason) throws Exception {
        metered.provider.events.release(events);
        String last = "";
        try (BufferedReader lines = open(paid(what).build())) {
            for (String event = event(lines); !event.isEmpty(); event = event(lines)) {
                last = event;
            }
        }
        JsonNode settlement = settlement(last);
        assertThat(settlement.path("status").asText() + " "
                        + settlement.path("reason").asText())
                .isEqualTo("REFUNDED " + reason);
        assertThat(settlement.path("problem").path("detail").asText()).isEqualTo("Funds automatically refunded");
        assertThat(locked()).isEqualTo("0");
    }

    @Test
    void aCallerThatGoesAwayPaysForWhatItAskedFor() throws Exception {
        metered.provider.events.release();
        HttpRequest request = paid("stream").build();
        BufferedReader lines = open(request);
        event(lines);
        String intent = metered.provider.seen.getLast().header("fluxledger-intent");
        lines.close();
        metered.provider.events.release(3);
        await().atMost(RunningIntake.PATIENCE).untilAsserted(() -> {
            Reply reply = metered.get("/v1/requests/" + intent + "?payer=" + payer.address());
            assertThat(reply.text("state") + " " + reply.text("outcome") + " " + reply.text("used"))
                    .isEqualTo("done SETTLED 0.00016");
        });
        assertThat(locked()).isEqualTo("0");
    }

    @Test
    void aStreamIsNotKeptForAnIdempotencyKey() throws Exception {
        metered.provider.events.release();
        HttpRequest request =
                paid("stream").header("Idempotency-Key", "stream-1").build();
        try (BufferedReader lines = open(request)) {
            event(lines);
            assertThat(code(metered.send(request))).isEqualTo("409 REQUEST_IN_FLIGHT");
            metered.provider.events.release(3);
            assertThat(lines.lines().toList()).isNotEmpty();
        }
        await().atMost(RunningIntake.PATIENCE)
                .untilAsserted(() -> assertThat(code(metered.send(request))).isEqualTo("409 PAYMENT_ALREADY_USED"));
    }

    private static String code(HttpResponse<byte[]> answer) throws IOException {
        return answer.statusCode() + " "
                + Person.JSON.readTree(answer.body()).path("code").asText();
    }
}
