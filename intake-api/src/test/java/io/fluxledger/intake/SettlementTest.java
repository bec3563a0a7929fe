package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.TransactionState;
import io.fluxledger.intake.RunningIntake.Reply;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.EthAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payments by the scheme exact, as top-up and through the facilitator, against a log on which the test relays. */
class SettlementTest {
    private static RunningIntake running;
    private static IntakeMain second;
    private static RelayedDeposits relay;

    @BeforeAll
    static void start(@TempDir Path dir) throws IOException {
        running = new RunningIntake(dir, EthAddress.parse(RunningIntake.repeated("77")), 1);
        second = running.startIntake(Map.of());
        relay = new RelayedDeposits(running);
    }

    @AfterAll
    static void stop() {
        relay.close();
        second.close();
        running.close();
    }

    private static JsonNode decode(Reply reply, String header) throws IOException {
        return Person.JSON.readTree(
                Base64.getDecoder().decode(reply.headers().firstValue(header).orElseThrow()));
    }

    private static Reply topUp(int port, ObjectNode payment) {
        return running.send(
                port,
                "POST",
                "/v1/credits/top-up?amount=1.5",
                "",
                Map.of("PAYMENT-SIGNATURE", X402Payer.header(payment)));
    }

    private static JsonNode offers() throws IOException {
        Reply asked = running.get("/v1/credits/top-up?amount=1.5");
        assertThat(asked.status() + " " + asked.text("code")).isEqualTo("402 PAYMENT_REQUIRED");
        return decode(asked, "PAYMENT-REQUIRED").path("accepts");
    }

    private static ObjectNode offer(int index) throws IOException {
        return (ObjectNode) offers().path(index);
    }

    private static String nonce(ObjectNode payment) {
        return payment.at("/payload/authorization/nonce").asText();
    }

    private static ObjectNode request(ObjectNode payment, JsonNode requirements) {
        ObjectNode request = Person.JSON.createObjectNode().put("x402Version", 2);
        request.set("paymentPayload", payment);
        request.set("paymentRequirements", requirements);
        return request;
    }

    /** A well-formed request of a scheme that is not settled here. */
    static ObjectNode ofAnotherScheme() {
        ObjectNode requirements = Person.JSON
                .createObjectNode()
                .put("scheme", "upto")
                .put("network", "eip155:43114")
                .put("amount", "1")
                .put("asset", RunningIntake.repeated("cc"))
                .put("payTo", RunningIntake.repeated("aa"));
        ObjectNode payment = Person.JSON.createObjectNode().put("x402Version", 2);
        payment.set("accepted", requirements);
        payment.putObject("payload");
        return request(payment, requirements);
    }

    private static Reply settle(int port, ObjectNode request) {
        return running.send(port, "POST", "/x402/settle", request.toString(), Map.of());
    }

    @Test
    void offersEveryChainTheHomeChainFirst() throws Exception {
        assertThat(offer(0).toString())
                .isEqualTo("{\"scheme\":\"exact\",\"network\":\"eip155:43114\",\"amount\":\"1500000\",\"asset\":\""
                        + EthAddress.parse(RunningIntake.repeated("cc")).checksummed() + "\",\"payTo\":\""
                        + EthAddress.parse(RunningIntake.repeated("aa")).checksummed()
                        + "\",\"maxTimeoutSeconds\":300,\"extra\":{\"name\":\"USD Coin\",\"version\":\"2\"}}");
        assertThat(offer(1).path("network").asText()).isEqualTo("eip155:42161");
        assertThat(offers()).hasSize(2);
    }

    @Test
    void aTopUpIsPendingUntilTheChainHasConfirmedAndThenTheSameForEver() throws Exception {
        Person payer = new Person(running.chains);
        ObjectNode payment = X402Payer.exact(payer.key, offer(1));
        Reply pending = topUp(running.intake.port(), payment);
        assertThat(pending.status() + " " + pending.text("state")).isEqualTo("202 payment_received");
        Bytes32 hash = Person.nonce();
        relay.transaction(payer.key.address(), 42161, nonce(payment), TransactionState.BROADCAST, hash, null);
        await().atMost(RunningIntake.PATIENCE)
                .until(() -> topUp(running.intake.port(), payment).text("transaction"), hash.toString()::equals);
        Reply told = topUp(running.intake.port(), payment);
        assertThat(told.status()).isEqualTo(202);
        assertThat(decode(told, "PAYMENT-RESPONSE").path("errorReason").asText())
                .isEqualTo("settlement_pending");
        assertThat(running.get("/v1/accounts/" + payer.address()).text("state")).isEqualTo("no_credits");

        relay.credited(payer, 42161, nonce(payment), 1_500_000, hash);
        Reply done = topUp(second.port(), payment);
        assertThat(done.status() + " " + done.text("state")).isEqualTo("200 credits_issued");
        assertThat(running.get("/v1/accounts/" + payer.address()).text("available"))
                .isEqualTo("1.5");
        try (IntakeMain later = running.startIntake(Map.of())) {
            await().atMost(RunningIntake.PATIENCE)
                    .until(() -> running.send(later.port(), "GET", "/health/ready", "", Map.of())
                                    .status()
                            == 200);
            Reply again = topUp(later.port(), payment);
            assertThat(again.status()).isEqualTo(200);
            assertThat(decode(again, "PAYMENT-RESPONSE")).isEqualTo(decode(done, "PAYMENT-RESPONSE"));
            assertThat(again.text("transaction")).isEqualTo(hash.toString());
        }
        assertThat(relay.requested(payer.key.address())).hasSize(1);
        assertThat(running.get("/v1/accounts/" + payer.address()).text("available"))
                .isEqualTo("1.5");
    }

    @Test
    void callsAtTheSameTimeAreOnePayment() throws Exception {
        Person payer = new Person(running.chains);
        ObjectNode offer = offer(0);
        ObjectNode request = request(X402Payer.exact(payer.key, offer), offer);
        List<CompletableFuture<Reply>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int port = i % 2 == 0 ? running.intake.port() : second.port();
            answers.add(CompletableFuture.supplyAsync(() -> settle(port, request)));
        }
        String nonce = nonce((ObjectNode) request.get("paymentPayload"));
        await().atMost(RunningIntake.PATIENCE)
                .until(() -> !relay.requested(payer.key.address()).isEmpty());
        Bytes32 hash = Person.nonce();
        relay.credited(payer, 43114, nonce, 1_500_000, hash);
        for (CompletableFuture<Reply> answer : answers) {
            Reply settled = answer.get();
            // A call may have given up waiting on a busy machine; asking again tells.
            Reply told = settled.body().path("success").asBoolean()
                    ? settled
                    : await().atMost(RunningIntake.PATIENCE)
                            .until(
                                    () -> settle(second.port(), request),
                                    again -> again.body().path("success").asBoolean());
            assertThat(told.text("transaction")).isEqualTo(hash.toString());
        }
        assertThat(relay.requested(payer.key.address()))
                .as("at most one input of each instance")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(running.get("/v1/accounts/" + payer.address()).text("available"))
                .isEqualTo("1.5");
    }

    /** What the chain says, what the payer is told. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        ERC20: transfer amount exceeds balance              | insufficient_funds
        FiatTokenV2: authorization is used or canceled      | invalid_exact_evm_nonce_already_used
        FiatTokenV2: authorization is expired               | invalid_exact_evm_payload_authorization_valid_before
        not sent before 1800000000                          | invalid_exact_evm_payload_authorization_valid_before
        FiatTokenV2: invalid signature                      | invalid_exact_evm_payload_signature
        Blacklistable: account is blacklisted               | invalid_transaction_state
        """)
    void aFailureOnChainIsTold(String reason, String told) throws Exception {
        Person payer = new Person(running.chains);
        ObjectNode payment = X402Payer.exact(payer.key, offer(0));
        relay.transaction(payer.key.address(), 43114, nonce(payment), TransactionState.FAILED, null, reason);
        Reply refused = topUp(running.intake.port(), payment);
        assertThat(refused.status() + " " + refused.text("reason")).isEqualTo("402 " + told);
        assertThat(decode(refused, "PAYMENT-RESPONSE").path("errorReason").asText())
                .isEqualTo(told);
        assertThat(decode(refused, "PAYMENT-REQUIRED").path("error").asText()).isEqualTo(told);
    }

    @Test
    void anotherAmountUnderTheSameNonceIsRefused() throws Exception {
        Person payer = new Person(running.chains);
        ObjectNode offer = offer(0);
        Bytes32 nonce = Person.nonce();
        long nowS = System.currentTimeMillis() / 1_000;
        ObjectNode first = X402Payer.exact(payer.key, offer, 0, nowS + 600, nonce);
        assertThat(settle(running.intake.port(), request(first, offer)).text("errorReason"))
                .isEqualTo("settlement_pending");
        ObjectNode dearer = offer.deepCopy().put("amount", "2");
        ObjectNode other = X402Payer.exact(payer.key, dearer, 0, nowS + 600, nonce);
        assertThat(settle(running.intake.port(), request(other, dearer)).text("errorReason"))
                .isEqualTo("invalid_exact_evm_nonce_already_used");
        assertThat(relay.requested(payer.key.address())).hasSize(1);
    }

    /** Where a request is changed, before or after it is signed, to what; what verify and settle say. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
        request  | /x402Version                                  | 1 | invalid_x402_version
        request  | /paymentPayload/x402Version                   | 1 | invalid_x402_version
        signed   | /paymentRequirements/scheme                   | "upto" | unsupported_scheme
        request  | /paymentPayload/accepted/scheme               | "upto" | unsupported_scheme
        signed   | /paymentRequirements/network                  | "eip155:1" | invalid_network
        request  | /paymentPayload/accepted/network              | "eip155:42161" | invalid_network
        signed   | /paymentRequirements/asset                    | "0x1111111111111111111111111111111111111111" | invalid_payment_requirements
        signed   | /paymentRequirements/payTo                    | "0x1111111111111111111111111111111111111111" | invalid_exact_evm_payload_recipient_mismatch
        signed   | /paymentRequirements/extra/name               | "Other" | invalid_payment_requirements
        signed   | /paymentRequirements/amount                   | "0" | invalid_payment_requirements
        signed   | /paymentRequirements/amount                   | "9223372036854776" | invalid_payment_requirements
        request  | /paymentRequirements/amount                   | "1500001" | invalid_exact_evm_payload_authorization_value_mismatch
        request  | /paymentRequirements/amount                   | 1500000 | invalid_payment_requirements
        request  | /paymentPayload/payload/authorization/to      | "0x1111111111111111111111111111111111111111" | invalid_exact_evm_payload_recipient_mismatch
        request  | /paymentPayload/payload/authorization/value   | "1500001" | invalid_exact_evm_payload_authorization_value_mismatch
        request  | /paymentPayload/payload/authorization/value   | "x" | invalid_payload
        request  | /paymentPayload/payload/authorization/nonce   | "0x12" | invalid_payload
        request  | /paymentPayload/payload/authorization/validAfter | "1" | invalid_exact_evm_payload_signature
        request  | /paymentPayload/payload/signature             | "0x12" | invalid_payload
        request  | /paymentPayload/payload                       | null | invalid_payload
        """)
    void wrongPaymentsAreRefused(String when, String pointer, String value, String reason) throws Exception {
        Person payer = new Person(running.chains);
        ObjectNode offer = offer(0);
        String last = pointer.substring(pointer.lastIndexOf('/') + 1);
        String parent = pointer.substring(0, pointer.lastIndexOf('/'));
        JsonNode changed = Person.JSON.readTree(value);
        if (when.equals("signed")) {
            ObjectNode inOffer = (ObjectNode) offer.at(parent.replace("/paymentRequirements", ""));
            inOffer.set(last, changed);
        }
        ObjectNode request = request(X402Payer.exact(payer.key, offer), offer);
        if (when.equals("request")) {
            ((ObjectNode) request.at(parent)).set(last, changed);
        }
        Reply verified = running.send(running.intake.port(), "POST", "/x402/verify", request.toString(), Map.of());
        assertThat(verified.text("isValid") + " " + verified.text("invalidReason"))
                .isEqualTo("false " + reason);
        Reply settled = settle(running.intake.port(), request);
        assertThat(settled.text("success") + " " + settled.text("errorReason") + settled.text("transaction"))
                .isEqualTo("false " + reason);
        assertThat(relay.requested(payer.key.address())).isEmpty();
    }

    /** Seconds from now; what is said. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "60, 600, invalid_exact_evm_payload_authorization_valid_after",
        "-60, -1, invalid_exact_evm_payload_authorization_valid_before",
        "-60, 10, invalid_exact_evm_payload_authorization_valid_before"
    })
    void authorizationsMustBeValidNow(long afterS, long beforeS, String reason) throws Exception {
        Person payer = new Person(running.chains);
        ObjectNode offer = offer(0);
        long nowS = System.currentTimeMillis() / 1_000;
        ObjectNode payment = X402Payer.exact(payer.key, offer, nowS + afterS, nowS + beforeS, Person.nonce());
        assertThat(settle(running.intake.port(), request(payment, offer)).text("errorReason"))
                .isEqualTo(reason);
        Reply topUp = topUp(running.intake.port(), payment);
        assertThat(topUp.status() + " " + topUp.text("reason")).isEqualTo("402 " + reason);
    }

    @Test
    void verificationNeedsTheChain() throws Exception {
        Person payer = new Person(running.chains);
        ObjectNode offer = offer(0);
        Reply reply = running.send(
                running.intake.port(),
                "POST",
                "/x402/verify",
                request(X402Payer.exact(payer.key, offer), offer).toString(),
                Map.of());
        assertThat(reply.status() + " " + reply.text("code")).isEqualTo("503 CHAIN_UNAVAILABLE");
    }
}
