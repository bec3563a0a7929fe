package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.RunningIntake.Reply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of the provider's own form through the gateway: prices, settlement, refunds, and what is held. */
class MeteredCallTest {
    private static final String MODEL_CALL = "{\"model\":\"example/model\",\"prompt\":\"hi\",\"max_tokens\":100}";
    private static final String CHAT = "/providers/models/v1/chat/completions";

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

    private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        return Person.JSON.readTree(answer.body());
    }

    private static String account(String field) {
        return metered.get("/v1/accounts/" + payer.address()).text(field);
    }

    private static MeteredProvider.Seen last() {
        return metered.provider.seen.getLast();
    }

    @Test
    void aCallOfAnyFormIsPaidAndPassedAsItIs() throws Exception {
        String path = "/providers/flat/files/a%20b.bin";
        HttpResponse<byte[]> challenge = metered.send(
                metered.request("PUT", path + "?x=1&y=%2F", "body", "").build());
        assertThat(challenge.statusCode()).isEqualTo(402);
        assertThat(json(challenge).path("estimate").asText() + " "
                        + json(challenge).path("maxBudget").asText())
                .isEqualTo("0.00016 0.00016");
        JsonNode required = MeteredIntake.decoded(challenge, "PAYMENT-REQUIRED");
        assertThat(required.path("resource").path("url").asText()).isEqualTo(path + "?x=1&y=%2F");

        ObjectNode payment = metered.payment(payer, "PUT", path + "?x=1&y=%2F", "body");
        HttpResponse<byte[]> answer = metered.send(metered.request("PUT", path + "?x=1&y=%2F", "body", "")
                .header("PAYMENT-SIGNATURE", MeteredIntake.header(payment))
                .header("Authorization", "Bearer of the caller")
                .header("Cookie", "a=b")
                .header("Fluxledger-Max-Amount", "1000000")
                .header("X-Forwarded-For", "10.0.0.1")
                .header("X-Own", "passes")
                .build());
        assertThat(answer.statusCode())
                .as(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(200);
        assertThat(answer.body()).isEqualTo(MeteredProvider.OPAQUE);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-own");
        assertThat(answer.headers().firstValue("X-Own")).contains("kept");
        assertThat(answer.headers().allValues("Content-Security-Policy")).containsExactly("sandbox");
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "fluxledger-receipt");
        JsonNode settlement = MeteredIntake.decoded(answer, "Fluxledger-Settlement");
        assertThat(settlement.path("status").asText() + " "
                        + settlement.path("used").asText() + " "
                        + settlement.path("refunded").asText())
                .isEqualTo("SETTLED 0.00016 0");
        assertThat(settlement.path("journal").path("hash").asText()).matches("0x[0-9a-f]{64}");
        assertThat(MeteredIntake.decoded(answer, "PAYMENT-RESPONSE")
                        .path("amount")
                        .asText())
                .isEqualTo("160");

        MeteredProvider.Seen seen = last();
        assertThat(seen.method() + " " + seen.path() + " " + seen.query() + " " + seen.body())
                .isEqualTo("PUT /base/files/a%20b.bin x=1&y=%2F body");
        assertThat(seen.headers().get("fluxledger-max-amount")).containsExactly("0.00016");
        assertThat(seen.headers().get("x-own")).containsExactly("passes");
        assertThat(seen.headers())
                .doesNotContainKeys("authorization", "cookie", "payment-signature", "x-forwarded-for");
        assertThat(seen.headers().get("fluxledger-intent"))
                .containsExactly(settlement.path("intentId").asText());

        Reply request =
                metered.get("/v1/requests/" + settlement.path("intentId").asText() + "?payer=" + payer.address());
        assertThat(request.text("state") + " " + request.text("outcome")).isEqualTo("done SETTLED");
        assertThat(request.body().path("steps").findValuesAsText("state"))
                .containsExactly("payment_received", "credits_issued", "processing_request", "logging_metrics", "done");

        HttpResponse<byte[]> again = metered.send(metered.request("PUT", path + "?x=1&y=%2F", "body", "")
                .header("PAYMENT-SIGNATURE", MeteredIntake.header(payment))
                .build());
        assertThat(again.statusCode() + " " + json(again).path("code").asText()).isEqualTo("409 PAYMENT_ALREADY_USED");
    }

    @Test
    void thePriceBookStatesEstimateAndMaximum() throws Exception {
        HttpResponse<byte[]> challenge =
                metered.send(metered.request("POST", CHAT, MODEL_CALL, "").build());
        // At most: 100 tokens of the answer, and every byte of the request a token.
        JsonNode problem = json(challenge);
        assertThat(new java.math.BigDecimal(problem.path("maxBudget").asText()))
                .isGreaterThanOrEqualTo(new java.math.BigDecimal("0.0006"))
                .isLessThan(new java.math.BigDecimal("0.001"));
        assertThat(new java.math.BigDecimal(problem.path("estimate").asText()))
                .isLessThan(new java.math.BigDecimal(problem.path("maxBudget").asText()));
        HttpResponse<byte[]> answer = metered.pay(payer, "POST", CHAT, MODEL_CALL, "good");
        assertThat(MeteredIntake.decoded(answer, "Fluxledger-Settlement")
                        .path("status")
                        .asText())
                .isEqualTo("SETTLED");
    }

    @Test
    void whatCostsNothingIsNotPaidFor() throws Exception {
        HttpResponse<byte[]> answer = metered.send(
                metered.request("POST", CHAT, "{\"model\":\"example/free\",\"prompt\":\"hi\",\"max_tokens\":9}", "good")
                        .build());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("id").asText()).isEqualTo("gen-1");
        assertThat(last().has("fluxledger-intent")).isFalse();
    }

    /** Provider, path and body of a call; status and code of its refusal, and the field at fault. */
    @ParameterizedTest(name = "{0}{1} {2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        models  | /v1/chat          | {"model":"other","max_tokens":1}          | 422 MODEL_NOT_OFFERED model
        models  | /v1/chat          | {"model":"example/model","max_tokens":-1} | 422 PRICE_UNBOUNDED max_tokens
        models  | /v1/chat          | {"prompt":"hi"}                           | 422 MODEL_REQUIRED model
        models  | /v1/chat          | {"model":"example/model","model":"b"}     | 400 MALFORMED_JSON
        nobody  | /v1/chat          | {}                                        | 404 UNKNOWN_PROVIDER provider
        flat    | /a/%2e%2e/b       | x                                         | 400 INVALID_PATH path
        flat    | /a%2f..%2f..%2fb  | x                                         | 400 INVALID_PATH path
        flat    | /a%5cb            | x                                         | 400 INVALID_PATH path
        """)
    void refusesBeforeAnythingIsPaid(String provider, String path, String body, String answer) throws Exception {
        int before = metered.provider.seen.size();
        HttpResponse<byte[]> refused = metered.send(metered.request("POST", "/providers/" + provider + path, body, "")
                .build());
        JsonNode problem = json(refused);
        assertThat((refused.statusCode() + " " + problem.path("code").asText() + " "
                                + problem.path("field").asText())
                        .trim())
                .isEqualTo(answer);
        assertThat(metered.provider.seen).hasSize(before);
    }

    /** What the provider does, why the funds come back. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "fail, PROVIDER_FAILED",
        "redirect, PROVIDER_FAILED",
        "abort, PROVIDER_FAILED",
        "large, PROVIDER_FAILED",
        "hang, TIMED_OUT",
        "no-receipt, INVALID_RECEIPT",
        "stranger, INVALID_RECEIPT",
        "other-intent, INVALID_RECEIPT",
        "over, INVALID_RECEIPT"
    })
    void failureGivesTheFundsBackAtOnce(String what, String reason) throws Exception {
        String before = account("available");
        HttpResponse<byte[]> answer = metered.pay(payer, "GET", "/providers/open/file", "", what);
        JsonNode problem = json(answer);
        assertThat(answer.statusCode() + " " + problem.path("detail").asText())
                .isEqualTo("502 Funds automatically refunded");
        assertThat(problem.path("reason").asText()).as(problem.toString()).isEqualTo(reason);
        assertThat(problem.path("journal").path("hash").asText()).matches("0x[0-9a-f]{64}");
        assertThat(MeteredIntake.decoded(answer, "PAYMENT-RESPONSE")
                        .path("success")
                        .asBoolean(true))
                .isFalse();
        assertThat(account("available") + " " + account("locked")).isEqualTo(before + " 0");
    }

    @Test
    void aProviderMayWantNothing() throws Exception {
        String before = account("available");
        HttpResponse<byte[]> answer = metered.pay(payer, "GET", "/providers/flat/file", "", "waive");
        assertThat(answer.body()).isEqualTo(MeteredProvider.OPAQUE);
        JsonNode settlement = MeteredIntake.decoded(answer, "Fluxledger-Settlement");
        assertThat(settlement.path("status").asText() + " "
                        + settlement.path("used").asText())
                .isEqualTo("REFUNDED 0");
        assertThat(account("available")).isEqualTo(before);
    }

    /** Provider, what it does, why it is held, what the operator decides, what is used then. */
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "models, dear, DIFFERS_FROM_PRICE_BOOK, PAY, 0.0002",
        "models, cheap, DIFFERS_FROM_PRICE_BOOK, REFUND, 0",
        "models, other-tokens, TOKENS_DIFFER, REFUND, 0",
        "models, '', USAGE_INVALID, PAY, 0.00016",
        "checked, other-generation, DIFFERS_FROM_UPSTREAM_COST, REFUND, 0",
        "flat, cheap, DIFFERS_FROM_PRICE_BOOK, REFUND, 0",
        "open, other-tokens, TOKENS_DIFFER, PAY, 0.00016"
    })
    void whatDoesNotAgreeIsHeldForReview(String provider, String what, String reason, String decision, String used)
            throws Exception {
        Person caller = metered.payer();
        String path = "/providers/" + provider + "/v1/chat/completions";
        String body = provider.equals("flat") || provider.equals("open") ? "" : MODEL_CALL;
        HttpResponse<byte[]> answer = metered.pay(caller, "POST", path, body, what);
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode settlement = MeteredIntake.decoded(answer, "Fluxledger-Settlement");
        assertThat(settlement.path("status").asText()).as(settlement.toString()).isEqualTo("HELD");
        assertThat(settlement.path("reasons").findValuesAsText("code")).contains(reason);
        assertThat(MeteredIntake.decoded(answer, "PAYMENT-RESPONSE")
                        .path("amount")
                        .asText())
                .isEqualTo("0");

        String id = settlement.path("intentId").asText();
        Reply request = metered.get("/v1/requests/" + id + "?payer=" + caller.address());
        assertThat(request.text("outcome") + " " + request.text("status")).isEqualTo("HELD LOCKED");
        assertThat(operator("GET", "").body().path("held").findValuesAsText("intentId"))
                .contains(id);

        ObjectNode order = Person.JSON
                .createObjectNode()
                .put("payer", caller.address())
                .put("intentId", id)
                .put("decision", decision);
        Reply decided = operator("POST", order.toString());
        assertThat(decided.status()).as(decided.body().toString()).isEqualTo(200);
        assertThat(decided.text("used")).isEqualTo(used);
        assertThat(metered.get("/v1/accounts/" + caller.address()).text("locked"))
                .isEqualTo("0");
        assertThat(operator("GET", "").body().path("held").findValuesAsText("intentId"))
                .doesNotContain(id);
    }

    private static Reply operator(String method, String body) {
        return metered.running.send(
                metered.intake.port(),
                method,
                "/v1/operator/reviews",
                body,
                Map.of("Authorization", "Bearer " + MeteredIntake.OPERATOR_KEY));
    }

    @Test
    void theUpstreamsRecordConfirmsAReceipt() throws Exception {
        HttpResponse<byte[]> answer =
                metered.pay(payer, "POST", "/providers/checked/v1/chat/completions", MODEL_CALL, "good");
        assertThat(MeteredIntake.decoded(answer, "Fluxledger-Settlement")
                        .path("status")
                        .asText())
                .isEqualTo("SETTLED");
    }

    @Test
    void aPaymentIsForItsResource() throws Exception {
        ObjectNode payment = metered.payment(payer, "GET", "/providers/flat/one", "");
        HttpResponse<byte[]> answer = metered.send(metered.request("GET", "/providers/flat/two", "", "")
                .header("PAYMENT-SIGNATURE", MeteredIntake.header(payment))
                .build());
        assertThat(answer.statusCode() + " " + json(answer).path("field").asText())
                .isEqualTo("400 resource.url");
    }

    @Test
    void aLockBelowThePriceIsRefused() throws Exception {
        ObjectNode payment = metered.payment(payer, "GET", "/providers/flat/one", "");
        ObjectNode intent = (ObjectNode) payment.path("payload").path("intent");
        payer.sign("intents", intent.put("maxAmount", "0.000159"));
        HttpResponse<byte[]> answer = metered.send(metered.request("GET", "/providers/flat/one", "", "")
                .header("PAYMENT-SIGNATURE", MeteredIntake.header(payment))
                .build());
        assertThat(answer.statusCode() + " " + json(answer).path("field").asText())
                .isEqualTo("400 payload.intent.maxAmount");
    }
}
