package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.Address20;
import io.fluxledger.events.EscrowConfirmed;
import io.fluxledger.events.EscrowStep;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.intake.RunningIntake.Reply;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.PrivateKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metered calls that are paid by the schemes of x402: vouchers, exact, and the escrow with a salt of the client's choice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallPaymentsTest {
    private static final String CHAT = "/api/ai/chat";

    private RunningIntake running;
    private RelayedDeposits relay;
    private HttpService service;
    private Person provider;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        service = new HttpService(new HttpService.Config("127.0.0.1", 0, 65_536), new Health(), new Metrics())
                .route("POST", "/process", this::process)
                .start();
        PrivateKey key = PrivateKey.generate(new SecureRandom());
        running = new RunningIntake(dir, key.address(), service.port());
        provider = new Person(running.chains, key);
        relay = new RelayedDeposits(running);
    }

    @AfterAll
    void stop() {
        relay.close();
        running.close();
        service.close();
    }

    /** The prompt is what the call is to cost, or "fail". */
    private HttpReply process(HttpCall call) {
        JsonNode body = call.json();
        String prompt = body.path("prompt").asText();
        if (prompt.equals("fail")) {
            return HttpReply.json(500, Map.of());
        }
        ObjectNode receipt = Person.JSON
                .createObjectNode()
                .put("intentId", body.path("intentId").asText())
                .put("payer", body.path("payer").asText())
                .put("provider", provider.address())
                .put("used", prompt)
                .put("inputTokens", 100)
                .put("outputTokens", 50)
                .put("payoutChainId", body.path("payoutChainId").asLong())
                .put("nonce", Person.nonce().toString())
                .put("timestampMs", System.currentTimeMillis());
        Map<String, Object> usage = Map.of("prompt_tokens", 100, "completion_tokens", 50);
        return HttpReply.json(
                200,
                Map.of(
                        "completion",
                        Map.of("text", "hello", "usage", usage),
                        "receipt",
                        provider.sign("receipts", receipt)));
    }

    private static JsonNode decode(Reply reply, String header) throws Exception {
        return Person.JSON.readTree(
                Base64.getDecoder().decode(reply.headers().firstValue(header).orElseThrow()));
    }

    private static ObjectNode request(String prompt) {
        return Person.JSON.createObjectNode().put("prompt", prompt);
    }

    private ObjectNode offer(String scheme) throws Exception {
        return offer(running.post(CHAT, request("0.007")), scheme);
    }

    private static ObjectNode offer(Reply challenge, String scheme) throws Exception {
        for (JsonNode offer : decode(challenge, "PAYMENT-REQUIRED").path("accepts")) {
            if (offer.path("scheme").asText().equals(scheme)) {
                return (ObjectNode) offer;
            }
        }
        throw new AssertionError("no offer of " + scheme);
    }

    private Reply pay(String prompt, JsonNode payment) {
        return running.post(CHAT, request(prompt).toString(), Map.of("PAYMENT-SIGNATURE", X402Payer.header(payment)));
    }

    private Person funded() {
        Person payer = new Person(running.chains);
        running.fund(payer, 43114, 1_000_000);
        return payer;
    }

    private static String outcome(Reply reply) {
        return reply.status() + " " + reply.text("code") + reply.text("reason");
    }

    @Test
    void theOffersAreInTheOrderOfTheirCostToThePayer() throws Exception {
        StringBuilder offered = new StringBuilder();
        for (JsonNode offer :
                decode(running.post(CHAT, request("0.007")), "PAYMENT-REQUIRED").path("accepts")) {
            offered.append(offer.path("scheme").asText())
                    .append(' ')
                    .append(offer.path("network").asText())
                    .append(' ')
                    .append(offer.path("amount").asText())
                    .append('\n');
        }
        assertThat(offered.toString()).isEqualTo("""
            fluxledger-credits eip155:43114 50000
            batch-settlement eip155:43114 50000
            auth-capture eip155:42161 50000
            auth-capture eip155:43114 50000
            exact eip155:43114 50000
            exact eip155:42161 50000
            """);
    }

    /** Vouchers add up; what was charged is told in whole micro-USDC, and charged exactly. */
    @Test
    void vouchersPayCallAfterCall() throws Exception {
        Person payer = funded();
        ObjectNode offer = offer("batch-settlement");
        Reply first = pay("0.007", X402Payer.voucher(payer.key, payer.key, offer, 0));
        assertThat(first.status()).as(first.body().toString()).isEqualTo(200);
        JsonNode extra = decode(first, "PAYMENT-RESPONSE").path("extra");
        assertThat(extra.path("chargedAmount").asText()).isEqualTo("7000");
        assertThat(extra.at("/channelState/chargedCumulativeAmount").asText()).isEqualTo("7000");
        Reply second = pay("0.000000001", X402Payer.voucher(payer.key, payer.key, offer, 7_000));
        extra = decode(second, "PAYMENT-RESPONSE").path("extra");
        assertThat(extra.path("chargedAmount").asText() + " "
                        + extra.at("/channelState/chargedCumulativeAmount").asText())
                .isEqualTo("1 7001");
        assertThat(running.get("/v1/accounts/" + payer.address()).text("available"))
                .isEqualTo("0.992999999");
    }

    @Test
    void aVoucherThatWasChargedDoesNotCountAgainAlsoAfterARestart() throws Exception {
        Person payer = funded();
        ObjectNode offer = offer("batch-settlement");
        ObjectNode voucher = X402Payer.voucher(payer.key, payer.key, offer, 0);
        assertThat(pay("0.007", voucher).status()).isEqualTo(200);
        Reply again = pay("0.007", voucher);
        assertThat(outcome(again))
                .isEqualTo("402 PAYMENT_REFUSEDinvalid_batch_settlement_evm_cumulative_amount_mismatch");
        JsonNode known = offer(again, "batch-settlement").path("extra");
        assertThat(known.at("/channelState/chargedCumulativeAmount").asText()).isEqualTo("7000");
        assertThat(known.at("/voucherState/signedMaxClaimable").asText()).isEqualTo("50000");
        try (IntakeMain later = running.startIntake(Map.of())) {
            Reply elsewhere = running.send(
                    later.port(),
                    "POST",
                    CHAT,
                    request("0.007").toString(),
                    Map.of("PAYMENT-SIGNATURE", X402Payer.header(voucher)));
            assertThat(outcome(elsewhere)).isEqualTo(outcome(again));
        }
        assertThat(running.get("/v1/accounts/" + payer.address()).text("available"))
                .isEqualTo("0.993");
    }

    @Test
    void aVoucherOfARefundedCallPaysTheNext() throws Exception {
        Person payer = funded();
        ObjectNode voucher = X402Payer.voucher(payer.key, payer.key, offer("batch-settlement"), 0);
        for (int i = 0; i < 2; i++) {
            assertThat(pay("fail", voucher).text("detail")).isEqualTo("Funds automatically refunded");
        }
        assertThat(running.get("/v1/accounts/" + payer.address()).text("available"))
                .isEqualTo("1");
        assertThat(pay("0.007", voucher).status()).isEqualTo(200);
        assertThat(pay("0.007", voucher).status()).isEqualTo(402);
    }

    @Test
    void aVoucherWithoutCreditsIsAnsweredWithTheOffers() throws Exception {
        Person payer = new Person(running.chains);
        Reply refused = pay("0.007", X402Payer.voucher(payer.key, payer.key, offer("batch-settlement"), 0));
        assertThat(outcome(refused)).isEqualTo("402 INSUFFICIENT_CREDITS");
        assertThat(decode(refused, "PAYMENT-REQUIRED").path("error").asText())
                .isEqualTo("invalid_batch_settlement_evm_insufficient_balance");
    }

    /** What of the payment is changed to what, and why it is refused. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
        /payload/type                              | "deposit" | payload_type
        /payload/channelConfig/receiver            | "0x1111111111111111111111111111111111111111" | receiver_mismatch
        /payload/channelConfig/token               | "0x1111111111111111111111111111111111111111" | token_mismatch
        /payload/channelConfig/receiverAuthorizer  | "0x1111111111111111111111111111111111111111" | receiver_authorizer_mismatch
        /payload/channelConfig/withdrawDelay       | 901 | withdraw_delay_mismatch
        /payload/channelConfig/salt                | "0x1111111111111111111111111111111111111111111111111111111111111111" | channel_id_mismatch
        /payload/channelConfig/payerAuthorizer     | "0x1111111111111111111111111111111111111111" | channel_id_mismatch
        /payload/voucher/maxClaimableAmount        | "50001" | voucher_signature
        /payload/voucher/maxClaimableAmount        | "-1" | invalid_payload
        /accepted/network                          | "eip155:42161" | invalid_network
        /payload/voucher                           | 1 | invalid_payload
        """)
    void wrongVouchersAreRefused(String pointer, String value, String reason) throws Exception {
        Person payer = funded();
        ObjectNode payment = X402Payer.voucher(payer.key, payer.key, offer("batch-settlement"), 0);
        int last = pointer.lastIndexOf('/');
        ((ObjectNode) payment.at(pointer.substring(0, last)))
                .set(pointer.substring(last + 1), Person.JSON.readTree(value));
        Reply refused = pay("0.007", payment);
        assertThat(refused.status() + " " + refused.text("reason"))
                .isEqualTo("402 " + (reason.startsWith("invalid") ? reason : "invalid_batch_settlement_evm_" + reason));
        assertThat(running.get("/v1/accounts/" + payer.address()).text("available"))
                .isEqualTo("1");
    }

    @Test
    void aVoucherMustCoverTheCallAndBeThePayersOwn() throws Exception {
        Person payer = funded();
        ObjectNode offer = offer("batch-settlement");
        ObjectNode cheaper = offer.deepCopy().put("amount", "49999");
        assertThat(pay("0.007", X402Payer.voucher(payer.key, payer.key, cheaper, 0))
                        .text("reason"))
                .isEqualTo("invalid_batch_settlement_evm_cumulative_amount_mismatch");
        Person stranger = new Person(running.chains);
        assertThat(pay("0.007", X402Payer.voucher(payer.key, stranger.key, offer, 0))
                        .text("reason"))
                .isEqualTo("invalid_batch_settlement_evm_voucher_signature");
    }

    /** A payer without credits pays one call on chain; what the call does not use stays as credits. */
    @Test
    void exactPaysTheCallAndLeavesTheRestAsCredits() throws Exception {
        Person payer = new Person(running.chains);
        ObjectNode payment = X402Payer.exact(payer.key, offer("exact"));
        String nonce = payment.at("/payload/authorization/nonce").asText();
        Reply pending = pay("0.007", payment);
        assertThat(pending.status() + " " + pending.text("state")).isEqualTo("202 payment_received");
        Bytes32 hash = Person.nonce();
        relay.credited(payer, 43114, nonce, 50_000, hash);
        Reply paid = await().atMost(RunningIntake.PATIENCE)
                .until(() -> pay("0.007", payment), reply -> reply.status() != 202);
        assertThat(paid.status()).as(paid.body().toString()).isEqualTo(200);
        assertThat(decode(paid, "PAYMENT-RESPONSE").path("transaction").asText())
                .isEqualTo(hash.toString());
        assertThat(paid.body().at("/settlement/used").asText()).isEqualTo("0.007");
        assertThat(running.get("/v1/accounts/" + payer.address()).text("available"))
                .isEqualTo("0.043");
        assertThat(outcome(pay("0.007", payment))).isEqualTo("409 PAYMENT_ALREADY_USED");
        assertThat(relay.requested(payer.key.address())).hasSize(1);
    }

    @Test
    void exactForAnotherAmountIsRefused() throws Exception {
        Person payer = new Person(running.chains);
        ObjectNode offer = offer("exact").put("amount", "49999");
        Reply refused = pay("0.007", X402Payer.exact(payer.key, offer));
        assertThat(outcome(refused))
                .isEqualTo("402 PAYMENT_REFUSEDinvalid_exact_evm_payload_authorization_value_mismatch");
        assertThat(relay.requested(payer.key.address())).isEmpty();
    }

    /** Published clients draw the salt themselves and send it along. */
    @Test
    void theEscrowTakesAClientsOwnSalt() throws Exception {
        Person payer = new Person(running.chains);
        ObjectNode offer = offer("auth-capture");
        ObjectNode extra = (ObjectNode) offer.get("extra");
        String salt = Person.nonce().toString();
        extra.put("salt", salt);
        ObjectNode payment =
                payer.acceptEscrow(offer, running.chains.chain(42161).orElseThrow(), provider.key.address());
        ((ObjectNode) payment.get("payload")).put("salt", salt);
        Bytes32 nonce = Bytes32.parse(payment.at("/payload/authorization/nonce").asText());
        String intentId = nonce.leadingUuid().toString();
        CompletableFuture<Reply> answer = CompletableFuture.supplyAsync(() -> pay("0.007", payment));
        await().atMost(RunningIntake.PATIENCE)
                .until(() -> running.get("/v1/intents/" + intentId + "?payer=" + payer.address())
                        .text("status")
                        .equals("PENDING"));
        InputId16 id = EventHeaders.newInputId();
        running.tell(
                payer,
                id,
                new EscrowConfirmed(
                        id,
                        new Address20(payer.key.address().bytes()),
                        intentId,
                        EscrowStep.AUTHORIZE,
                        42161L,
                        new Hash32(Person.nonce().bytes()),
                        1L,
                        50_000L,
                        0L));
        Reply settled = answer.get(30, TimeUnit.SECONDS);
        assertThat(settled.status()).as(settled.body().toString()).isEqualTo(200);
        assertThat(settled.body().at("/settlement/funding").asText()).isEqualTo("ESCROW");
        Reply again = pay("0.007", payment);
        assertThat(outcome(again)).isEqualTo("409 PAYMENT_ALREADY_USED");
    }
}
