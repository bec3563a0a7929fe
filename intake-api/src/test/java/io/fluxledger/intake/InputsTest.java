package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.RunningIntake.Reply;
import io.fluxledger.intake.wallet.DevelopmentNode;
import io.fluxledger.signatures.EthAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every POST and GET of the ledger's inputs against the running service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InputsTest {
    private DevelopmentNode node;
    private RunningIntake running;
    private Person payer;
    private Person provider;
    private Person stranger;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        // Only a chain can tell that a stranger's signature is no contract wallet's.
        node = new DevelopmentNode(dir.resolve("node"), 43114).withToken();
        running = new RunningIntake(dir, EthAddress.parse(RunningIntake.repeated("12")), 1, node.rpcUrl);
        payer = new Person(running.chains);
        provider = new Person(running.chains);
        stranger = new Person(running.chains);
        running.fund(payer, 43114, 50_000_000);
        assertThat(running.post("/v1/intents", good("intents", "used")).status())
                .isEqualTo(201);
        assertThat(running.post("/v1/receipts", good("receipts", "used")).status())
                .isEqualTo(201);
    }

    @AfterAll
    void stop() {
        running.close();
        node.close();
    }

    /** A good request, signed by whom it must be; of an intent where it is about one. */
    private ObjectNode good(String endpoint, String intentId) {
        GoodRequests requests = new GoodRequests(payer, provider);
        return switch (endpoint) {
            case "deposits" -> requests.deposit();
            case "intents" -> requests.intent(intentId);
            case "receipts" -> requests.receipt(intentId);
            case "settlements" -> requests.settlement(intentId);
            case "refunds" -> requests.refund(intentId);
            case "withdrawals" -> requests.withdrawal();
            case "providers" -> requests.registration();
            default -> throw new IllegalArgumentException(endpoint);
        };
    }

    /**
     * Endpoint, what is wrong (field=JSON is set and signed again where that is possible; S and MS stand for now), the
     * answer. Nothing may change.
     */
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            deposits    | malformed                     | 400 MALFORMED_JSON
            intents     | malformed                     | 400 MALFORMED_JSON
            receipts    | malformed                     | 400 MALFORMED_JSON
            settlements | malformed                     | 400 MALFORMED_JSON
            refunds     | malformed                     | 400 MALFORMED_JSON
            withdrawals | malformed                     | 400 MALFORMED_JSON
            providers   | malformed                     | 400 MALFORMED_JSON
            deposits    | large                         | 413 BODY_TOO_LARGE
            intents     | large                         | 413 BODY_TOO_LARGE
            receipts    | large                         | 413 BODY_TOO_LARGE
            settlements | large                         | 413 BODY_TOO_LARGE
            refunds     | large                         | 413 BODY_TOO_LARGE
            withdrawals | large                         | 413 BODY_TOO_LARGE
            providers   | large                         | 413 BODY_TOO_LARGE
            deposits    | stranger                      | 401 SIGNATURE_MISMATCH
            intents     | stranger                      | 401 SIGNATURE_MISMATCH
            receipts    | stranger                      | 401 SIGNATURE_MISMATCH
            settlements | stranger                      | 401 SIGNATURE_MISMATCH
            refunds     | stranger                      | 401 SIGNATURE_MISMATCH
            withdrawals | stranger                      | 401 SIGNATURE_MISMATCH
            providers   | stranger                      | 401 SIGNATURE_MISMATCH
            deposits    | chainId=1                     | 422 UNKNOWN_CHAIN
            intents     | payoutChainId=1               | 422 UNKNOWN_CHAIN
            receipts    | payoutChainId=1               | 422 UNKNOWN_CHAIN
            receipts    | payoutChainId=42161           | 422 WRONG_PAYOUT_CHAIN
            withdrawals | chainId=1                     | 422 UNKNOWN_CHAIN
            providers   | payoutChainId=1               | 422 UNKNOWN_CHAIN
            deposits    | amount="0"                    | 400 AMOUNT_ZERO
            intents     | maxAmount="0"                 | 400 AMOUNT_ZERO
            receipts    | used="0"                      | 400 AMOUNT_ZERO
            withdrawals | amount="0"                    | 400 AMOUNT_ZERO
            deposits    | amount="-1"                   | 400 AMOUNT_NEGATIVE
            intents     | maxAmount="-1"                | 400 AMOUNT_NEGATIVE
            receipts    | used="-1"                     | 400 AMOUNT_NEGATIVE
            withdrawals | amount="-1"                   | 400 AMOUNT_NEGATIVE
            deposits    | amount="9223372036.854776"    | 400 AMOUNT_TOO_LARGE
            intents     | maxAmount="9223372036.854775808" | 400 AMOUNT_TOO_LARGE
            receipts    | used="9223372036.854775808"   | 400 AMOUNT_TOO_LARGE
            withdrawals | amount="9223372036.854776"    | 400 AMOUNT_TOO_LARGE
            deposits    | validBefore=S-1               | 422 AUTHORIZATION_EXPIRED
            intents     | deadlineMs=MS-1               | 422 DEADLINE_PASSED
            withdrawals | validBeforeMs=MS-1            | 422 AUTHORIZATION_EXPIRED
            providers   | validBeforeMs=MS-1            | 422 AUTHORIZATION_EXPIRED
            receipts    | intentId="never"              | 404 UNKNOWN_INTENT
            settlements | intentId="never"              | 404 UNKNOWN_INTENT
            refunds     | intentId="never"              | 404 UNKNOWN_INTENT
            intents     | maxAmount="60"                | 402 INSUFFICIENT_CREDITS
            withdrawals | amount="60"                   | 402 INSUFFICIENT_CREDITS
            receipts    | used="0.05"                   | 422 USAGE_EXCEEDS_LOCK
            intents     | surprise=1                    | 400 UNKNOWN_FIELD
            """)
    void badInputChangesNothing(String endpoint, String wrong, String answer) throws Exception {
        JsonNode before = running.account(payer);
        JsonNode providerBefore = running.account(provider);
        Reply reply = running.post("/v1/" + endpoint, body(endpoint, wrong), Map.of());
        assertThat(reply.status() + " " + reply.text("code")).isEqualTo(answer);
        assertThat(reply.text("type"))
                .isEqualTo("https://fluxledger.example/problems/"
                        + reply.text("code").toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(running.account(payer)).isEqualTo(before);
        assertThat(running.account(provider)).isEqualTo(providerBefore);
    }

    private String body(String endpoint, String wrong) throws Exception {
        ObjectNode body = good(endpoint, endpoint.equals("intents") ? "fresh" : "used");
        if (wrong.equals("malformed")) {
            return body.toString().substring(1);
        }
        if (wrong.equals("large")) {
            return body.put("padding", "x".repeat(70_000)).toString();
        }
        if (wrong.equals("stranger")) {
            return stranger.sign(endpoint, body).toString();
        }
        int equals = wrong.indexOf('=');
        String value = wrong.substring(equals + 1)
                .replace("MS", Long.toString(System.currentTimeMillis()))
                .replace("S", Long.toString(System.currentTimeMillis() / 1_000));
        body.set(wrong.substring(0, equals), number(value));
        boolean byProvider =
                !endpoint.equals("deposits") && !endpoint.equals("intents") && !endpoint.equals("withdrawals");
        // What no message can carry keeps the signature that it had.
        boolean signable = !value.equals("1") && !value.contains("9223372036") && !value.startsWith("\"-");
        return (signable ? (byProvider ? provider : payer).sign(endpoint, body) : body).toString();
    }

    /** A JSON value, or a difference of two whole numbers. */
    private static JsonNode number(String value) throws Exception {
        int minus = value.indexOf('-', 1);
        return minus < 0 || value.startsWith("\"")
                ? Person.JSON.readTree(value)
                : Person.JSON
                        .getNodeFactory()
                        .numberNode(
                                Long.parseLong(value.substring(0, minus)) - Long.parseLong(value.substring(minus + 1)));
    }

    /** The same again is answered with the first line; the same nonce or id for something else is a conflict. */
    @ParameterizedTest(name = "{0} again: 200, with {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            deposits    | 202 | amount="11"              | 409 DEPOSIT_WITH_DIFFERENT_CONTENT
            intents     | 201 | intentId="another"       | 409 NONCE_REUSED
            intents     | 201 | maxAmount="0.06"         | 409 INTENT_WITH_DIFFERENT_CONTENT
            receipts    | 201 | used="0.008"             | 409 RECEIPT_WITH_DIFFERENT_CONTENT
            withdrawals | 202 | withdrawalId="another"   | 409 NONCE_REUSED
            withdrawals | 202 | amount="2"               | 409 WITHDRAWAL_WITH_DIFFERENT_CONTENT
            providers   | 200 | payoutChainId=42161      | 409 NONCE_REUSED
            """)
    void replay(String endpoint, int first, String change, String conflict) throws Exception {
        String intentId = "replay-" + Person.nonce().toString().substring(2, 12);
        if (endpoint.equals("receipts")) {
            assertThat(running.post("/v1/intents", good("intents", intentId)).status())
                    .isEqualTo(201);
        }
        ObjectNode body = good(endpoint, intentId);
        Reply accepted = running.post("/v1/" + endpoint, body);
        assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(first);
        assertThat(accepted.body().path("journal").path("inputOffset").asLong(-1))
                .isNotNegative();
        assertThat(accepted.body().path("journal").path("hash").asText()).hasSize(66);

        Reply again = running.post("/v1/" + endpoint, body);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("alreadyApplied").asBoolean()).isTrue();
        JsonNode reference = again.body().path("reference");
        for (String place : List.of("partition", "partitionSequence")) {
            assertThat(reference.path(place).asLong(-1))
                    .isEqualTo(accepted.body().path("journal").path(place).asLong());
        }

        int equals = change.indexOf('=');
        body.set(change.substring(0, equals), Person.JSON.readTree(change.substring(equals + 1)));
        boolean byProvider = endpoint.equals("receipts") || endpoint.equals("providers");
        Reply other = running.post("/v1/" + endpoint, (byProvider ? provider : payer).sign(endpoint, body));
        assertThat(other.status() + " " + other.text("code")).isEqualTo(conflict);
    }

    @Test
    void anIntentsLife() {
        Person other = new Person(running.chains);
        assertThat(running.get("/v1/accounts/" + other.address()).text("state")).isEqualTo("no_credits");
        running.fund(other, 43114, 50_000_000);
        Person keep = payer;
        payer = other;
        try {
            Reply locked = running.post("/v1/intents", good("intents", "life"));
            assertThat(locked.status()).isEqualTo(201);
            assertThat(locked.text("status")).isEqualTo("LOCKED");
            assertThat(running.get("/v1/accounts/" + other.address()).text("locked"))
                    .isEqualTo("0.05");
            assertThat(running.post("/v1/settlements", good("settlements", "life"))
                            .text("code"))
                    .isEqualTo("NOTHING_USED");
            assertThat(running.post("/v1/receipts", good("receipts", "life")).text("totalUsed"))
                    .isEqualTo("0.007");
            Reply settled = running.post("/v1/settlements", good("settlements", "life"));
            assertThat(settled.text("used") + " " + settled.text("refunded")).isEqualTo("0.007 0.043");
            Reply account = running.get("/v1/accounts/" + other.address());
            assertThat(account.text("available") + " " + account.text("locked")).isEqualTo("49.993 0");
            Reply intent = running.get("/v1/intents/life?payer=" + other.address());
            assertThat(intent.text("status") + " " + intent.text("captured")).isEqualTo("SETTLED 0.007");
            Reply late = running.post("/v1/receipts", good("receipts", "life"));
            assertThat(late.status() + " " + late.text("code")).isEqualTo("409 INTENT_ALREADY_CLOSED");

            assertThat(running.post("/v1/intents", good("intents", "back")).status())
                    .isEqualTo(201);
            assertThat(running.post("/v1/refunds", good("refunds", "back")).text("refunded"))
                    .isEqualTo("0.05");
        } finally {
            payer = keep;
        }
    }

    /** The payout chain first, then the other; nobody plans it but the ledger. */
    @Test
    void aLockDrawsOnEveryChainAndWhatLacksIsSaid() {
        Person rich = new Person(running.chains);
        running.fund(rich, 43114, 1_000_000);
        running.fund(rich, 42161, 2_000_000);
        GoodRequests requests = new GoodRequests(rich, provider);
        Reply refused = running.post(
                "/v1/intents", rich.sign("intents", requests.intent("lacking").put("maxAmount", "3.5")));
        assertThat(refused.status() + " " + refused.text("code") + " " + refused.text("field"))
                .isEqualTo("402 INSUFFICIENT_CREDITS maxAmount");
        assertThat(refused.text("required") + " of " + refused.text("available"))
                .isEqualTo("3.5 of 3");
        Person stranger = new Person(running.chains);
        Reply unknown = running.post(
                "/v1/intents", stranger.sign("intents", new GoodRequests(stranger, provider).intent("never")));
        assertThat(unknown.status() + " " + unknown.text("code") + " " + unknown.text("available"))
                .isEqualTo("402 INSUFFICIENT_CREDITS 0");
        assertThat(running.post(
                                "/v1/intents",
                                rich.sign("intents", requests.intent("both").put("maxAmount", "1.5")))
                        .status())
                .isEqualTo(201);
        assertThat(running.get("/v1/accounts/" + rich.address())
                        .body()
                        .path("chains")
                        .toString())
                .isEqualTo("""
                        {"42161":{"available":"1.5","locked":"0.5"},"43114":{"locked":"1"}}""");
    }

    @Test
    void readsOfWhatIsNotThere() {
        String table = """
                /v1/intents/never?payer=%1$s  404 UNKNOWN_INTENT
                /v1/intents/never             400 MISSING_FIELD
                /v1/intents/never?payer=0x12  400 INVALID_ADDRESS
                /v1/accounts/0x12             400 INVALID_ADDRESS
                /v1/nothing                   404 NOT_FOUND
                """.formatted(payer.address());
        for (String row : table.lines().toList()) {
            String[] cells = row.split(" +", 2);
            Reply reply = running.get(cells[0]);
            assertThat(reply.status() + " " + reply.text("code")).as(row).isEqualTo(cells[1]);
        }
    }

    /** An answer that comes too late leaves the outcome open; the same request again finds it. */
    @Test
    void lateAnswerIsSafeToRepeat() {
        ObjectNode body = good("deposits", "");
        try (IntakeMain impatient = running.startIntake(Map.of("answers.timeout", "PT0.001S"))) {
            Reply unknown = running.send(impatient.port(), "POST", "/v1/deposits", body.toString(), Map.of());
            assertThat(unknown.status() + " " + unknown.text("code")).isEqualTo("504 OUTCOME_UNKNOWN");
            assertThat(unknown.headers().firstValue("Retry-After")).contains("1");
        }
        await().atMost(RunningIntake.PATIENCE).untilAsserted(() -> {
            Reply again = running.post("/v1/deposits", body);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.body().path("alreadyApplied").asBoolean()).isTrue();
        });
    }
}
