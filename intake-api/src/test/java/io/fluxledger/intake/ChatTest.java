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
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.intake.RunningIntake.Reply;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.PrivateKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metered call with a small provider that does what the prompt says, and receipts by Kafka. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatTest {
    private static final String CHAT = "/api/ai/chat";

    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private RunningIntake running;
    private HttpService service;
    private Person provider;
    private Person payer;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        service = new HttpService(new HttpService.Config("127.0.0.1", 0, 65_536), new Health(), new Metrics())
                .route("POST", "/process", this::process)
                .start();
        // The provider signs in the deployment's domain, which is known before intake runs.
        PrivateKey key = PrivateKey.generate(new SecureRandom());
        running = new RunningIntake(dir, key.address(), service.port());
        provider = new Person(running.chains, key);
        payer = new Person(running.chains);
        running.fund(payer, 43114, 50_000_000);
    }

    @AfterAll
    void stop() {
        stopping.countDown();
        running.close();
        service.close();
    }

    private HttpReply process(HttpCall call) throws InterruptedException {
        calls.incrementAndGet();
        JsonNode body = call.json();
        String prompt = body.path("prompt").asText();
        if (prompt.equals("fail")) {
            return HttpReply.json(500, Map.of());
        }
        if (prompt.equals("hang")) {
            stopping.await();
        }
        ObjectNode receipt = Person.JSON
                .createObjectNode()
                .put(
                        "intentId",
                        prompt.equals("other-intent")
                                ? "other"
                                : body.path("intentId").asText())
                .put("payer", body.path("payer").asText())
                .put("provider", provider.address())
                .put("used", prompt.equals("over") ? "0.051" : "0.007")
                .put("inputTokens", prompt.equals("other-tokens") ? 101 : 100)
                .put("outputTokens", 50)
                .put("payoutChainId", body.path("payoutChainId").asLong())
                .put("nonce", Person.nonce().toString())
                .put("timestampMs", System.currentTimeMillis());
        Person signer = prompt.equals("stranger") ? new Person(running.chains) : provider;
        Map<String, Object> usage = Map.of("prompt_tokens", 100, "completion_tokens", 50);
        return HttpReply.json(
                200,
                Map.of(
                        "completion",
                        Map.of("text", "hello", "usage", usage),
                        "receipt",
                        signer.sign("receipts", receipt)));
    }

    private static ObjectNode request(String prompt) {
        return Person.JSON.createObjectNode().put("prompt", prompt);
    }

    private static JsonNode decode(Reply reply, String header) throws Exception {
        return Person.JSON.readTree(
                Base64.getDecoder().decode(reply.headers().firstValue(header).orElseThrow()));
    }

    /** The offer of that scheme in the challenge for a call. */
    private ObjectNode offer(ObjectNode request, String scheme) throws Exception {
        Reply challenge = running.post(CHAT, request);
        assertThat(challenge.status() + " " + challenge.text("code")).isEqualTo("402 PAYMENT_REQUIRED");
        assertThat(challenge.text("maxBudget")).isEqualTo("0.05");
        JsonNode required = decode(challenge, "PAYMENT-REQUIRED");
        assertThat(required.path("x402Version").asInt()).isEqualTo(2);
        for (JsonNode offer : required.path("accepts")) {
            if (offer.path("scheme").asText().equals(scheme)) {
                return (ObjectNode) offer;
            }
        }
        throw new AssertionError("no offer of " + scheme);
    }

    private Reply pay(ObjectNode request, ObjectNode payment) {
        String header = Base64.getEncoder().encodeToString(payment.toString().getBytes(StandardCharsets.UTF_8));
        return running.post(CHAT, request.toString(), Map.of("PAYMENT-SIGNATURE", header));
    }

    @Test
    void creditsPayTheCallOnce() throws Exception {
        Person caller = new Person(running.chains);
        running.fund(caller, 43114, 50_000_000);
        ObjectNode request = request("hi");
        ObjectNode payment = caller.acceptCredits(offer(request, "fluxledger-credits"));
        Reply answer = pay(request, payment);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        JsonNode settlement = answer.body().path("settlement");
        assertThat(settlement.path("used").asText() + " "
                        + settlement.path("refunded").asText())
                .isEqualTo("0.007 0.043");
        assertThat(answer.body().path("completion").path("text").asText()).isEqualTo("hello");
        JsonNode response = decode(answer, "PAYMENT-RESPONSE");
        assertThat(response.path("amount").asText() + " "
                        + response.path("network").asText())
                .isEqualTo("7000 eip155:43114");
        assertThat(running.get("/v1/accounts/" + caller.address()).text("available"))
                .isEqualTo("49.993");

        int before = calls.get();
        Reply again = pay(request, payment);
        assertThat(again.status() + " " + again.text("code")).isEqualTo("409 PAYMENT_ALREADY_USED");
        assertThat(calls.get()).isEqualTo(before);
    }

    /** What the provider does, why the funds come back. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "fail, PROVIDER_FAILED",
        "hang, TIMED_OUT",
        "stranger, INVALID_RECEIPT",
        "other-intent, INVALID_RECEIPT",
        "over, INVALID_RECEIPT"
    })
    void failureGivesTheFundsBack(String prompt, String reason) throws Exception {
        String before = running.get("/v1/accounts/" + payer.address()).text("available");
        ObjectNode request = request(prompt);
        Reply answer = pay(request, payer.acceptCredits(offer(request, "fluxledger-credits")));
        assertThat(answer.status() + " " + answer.text("detail")).isEqualTo("502 Funds automatically refunded");
        assertThat(answer.text("reason") + " " + answer.text("refunded")).isEqualTo(reason + " 0.05");
        Reply account = running.get("/v1/accounts/" + payer.address());
        assertThat(account.text("available") + " " + account.text("locked")).isEqualTo(before + " 0");
    }

    @Test
    void tokensThatDifferFromTheUsageAreHeld() throws Exception {
        Person caller = new Person(running.chains);
        running.fund(caller, 43114, 1_000_000);
        ObjectNode request = request("other-tokens");
        Reply answer = pay(request, caller.acceptCredits(offer(request, "fluxledger-credits")));
        assertThat(answer.status()).isEqualTo(200);
        JsonNode settlement = answer.body().path("settlement");
        assertThat(settlement.path("status").asText() + " "
                        + settlement.path("held").asText())
                .isEqualTo("HELD 0.05");
        assertThat(settlement.path("reasons").findValuesAsText("code")).containsExactly("TOKENS_DIFFER");
    }

    @Test
    void escrowWaitsForTheChain() throws Exception {
        Person caller = new Person(running.chains);
        ObjectNode request = request("hi");
        ObjectNode offer = offer(request, "auth-capture");
        String intentId = offer.path("extra").path("intentId").asText();
        ObjectNode payment =
                caller.acceptEscrow(offer, running.chains.chain(42161).orElseThrow(), provider.key.address());
        CompletableFuture<Reply> answer = CompletableFuture.supplyAsync(() -> pay(request, payment));
        await().atMost(RunningIntake.PATIENCE)
                .until(() -> running.get("/v1/intents/" + intentId + "?payer=" + caller.address())
                        .text("status")
                        .equals("PENDING"));
        assertThat(answer).isNotDone();
        InputId16 id = EventHeaders.newInputId();
        running.tell(
                caller,
                id,
                new EscrowConfirmed(
                        id,
                        new Address20(caller.key.address().bytes()),
                        intentId,
                        EscrowStep.AUTHORIZE,
                        42161L,
                        new Hash32(Person.nonce().bytes()),
                        1L,
                        50_000L,
                        0L));
        Reply settled = answer.get(30, TimeUnit.SECONDS);
        assertThat(settled.status()).as(settled.body().toString()).isEqualTo(200);
        JsonNode settlement = settled.body().path("settlement");
        assertThat(settlement.path("funding").asText() + " "
                        + settlement.path("used").asText())
                .isEqualTo("ESCROW 0.007");
        assertThat(decode(settled, "PAYMENT-RESPONSE").path("network").asText()).isEqualTo("eip155:42161");
    }

    /** Terms of the offer that a payer changes: the signature does not fit what is made again of them. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "captureAuthorizer",
        "feeRecipient",
        "minFeeBps",
        "maxFeeBps",
        "captureDeadline",
        "refundDeadline",
        "salt"
    })
    void changedEscrowTermsAreRefused(String term) throws Exception {
        Person caller = new Person(running.chains);
        ObjectNode request = request("hi");
        ObjectNode offer = offer(request, "auth-capture");
        ObjectNode extra = (ObjectNode) offer.get("extra");
        switch (term) {
            case "captureAuthorizer", "feeRecipient" -> extra.put(term, caller.address());
            case "salt" -> extra.put(term, Person.nonce().toString());
            default -> extra.put(term, extra.get(term).asLong() + 1);
        }
        int before = calls.get();
        Reply answer = pay(
                request, caller.acceptEscrow(offer, running.chains.chain(42161).orElseThrow(), provider.key.address()));
        assertThat(answer.status() + " " + answer.text("code")).isEqualTo("422 NONCE_MISMATCH");
        assertThat(calls.get()).isEqualTo(before);
    }

    /** Body of the call, header of the payment, the answer. */
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"prompt":"hi"                      |          | 400 MALFORMED_JSON
        []                                  |          | 400 INVALID_TYPE
        {}                                  |          | 400 MISSING_FIELD
        {"prompt":1}                        |          | 400 INVALID_TYPE
        {"prompt":"hi","maxBudget":"0"}     |          | 400 INVALID_AMOUNT
        {"prompt":"hi","maxBudget":"-1"}    |          | 400 INVALID_AMOUNT
        {"prompt":"hi","maxBudget":"x"}     |          | 400 INVALID_AMOUNT
        {"prompt":"hi","maxBudget":"1e999999999"} |    | 400 INVALID_AMOUNT
        {"prompt":"hi","maxBudget":"9223372036.854776"} | | 400 INVALID_AMOUNT
        {"prompt":"hi","provider":"nobody"} |          | 404 UNKNOWN_PROVIDER
        {"prompt":"hi","payoutChainId":1}   |          | 422 UNKNOWN_CHAIN
        {"prompt":"hi","payoutChainId":"x"} |          | 400 INVALID_TYPE
        {"prompt":"hi","maxTokens":0}       |          | 400 NUMBER_OUT_OF_RANGE
        {"prompt":"hi","stream":"yes"}      |          | 400 INVALID_TYPE
        {"prompt":"hi"}                     | %%%      | 400 INVALID_PAYMENT
        {"prompt":"hi"}                     | e30=     | 400 INVALID_PAYMENT
        """)
    void badCallsAreRefused(String body, String header, String answer) {
        int before = calls.get();
        Reply reply = running.post(CHAT, body, header == null ? Map.of() : Map.of("PAYMENT-SIGNATURE", header));
        assertThat(reply.status() + " " + reply.text("code")).isEqualTo(answer);
        assertThat(calls.get()).isEqualTo(before);
    }

    @Test
    void theCallMayNameThePayoutChain() throws Exception {
        ObjectNode offer = offer(request("hi").put("payoutChainId", 43114), "auth-capture");
        assertThat(offer.path("network").asText()).isEqualTo("eip155:43114");
    }

    /** Producers write receipts to Kafka: signed ones count, the rest are dead letters. */
    @Test
    void producerEventsAreForwardedOrDeadLetters() throws Exception {
        String intentId = "by-kafka";
        Person caller = new Person(running.chains);
        running.fund(caller, 43114, 1_000_000);
        ObjectNode intent = caller.sign(
                "intents",
                Person.JSON
                        .createObjectNode()
                        .put("intentId", intentId)
                        .put("payer", caller.address())
                        .put("provider", provider.address())
                        .put("maxAmount", "0.05")
                        .put("deadlineMs", System.currentTimeMillis() + 600_000)
                        .put("payoutMode", "BATCH")
                        .put("payoutChainId", 43114)
                        .put("nonce", Person.nonce().toString()));
        assertThat(running.post("/v1/intents", intent).status()).isEqualTo(201);
        UsageReceipt forged = receipt(caller, intentId, new Person(running.chains));
        try (Consumer<String, byte[]> dead = running.clients.rawConsumer("test-dlq", true, Map.of())) {
            dead.assign(List.of(new TopicPartition(TopicCatalog.PRODUCER_EVENTS.deadLetters(), 0)));
            produce(caller, forged);
            produce(caller, receipt(caller, intentId, provider));
            await().atMost(RunningIntake.PATIENCE)
                    .until(() -> running.get("/v1/intents/" + intentId + "?payer=" + caller.address())
                            .text("used")
                            .equals("0.007"));
            List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
            await().atMost(RunningIntake.PATIENCE).until(() -> {
                dead.poll(Duration.ofMillis(100)).forEach(letters::add);
                return !letters.isEmpty();
            });
            assertThat(letters).hasSize(1);
            assertThat(running.clients.serde().deserialize(letters.getFirst().value()))
                    .isEqualTo(forged);
            assertThat(new String(
                            letters.getFirst()
                                    .headers()
                                    .lastHeader("dlq.reason")
                                    .value(),
                            StandardCharsets.UTF_8))
                    .contains("SIGNATURE_MISMATCH");
        }
    }

    private void produce(Person caller, SpecificRecord event) {
        var _ = running.producer.send(
                new ProducerRecord<>(TopicCatalog.PRODUCER_EVENTS.name(), caller.address(), event));
    }

    private UsageReceipt receipt(Person caller, String intentId, Person signer) {
        Bytes32 nonce = Person.nonce();
        ObjectNode body = signer.sign(
                "receipts",
                Person.JSON
                        .createObjectNode()
                        .put("intentId", intentId)
                        .put("payer", caller.address())
                        .put("provider", provider.address())
                        .put("used", "0.007")
                        .put("inputTokens", 1)
                        .put("outputTokens", 1)
                        .put("payoutChainId", 43114)
                        .put("nonce", nonce.toString())
                        .put("timestampMs", 1));
        return new UsageReceipt(
                EventHeaders.newInputId(),
                new Address20(caller.key.address().bytes()),
                intentId,
                new Address20(provider.key.address().bytes()),
                7_000_000L,
                1L,
                1L,
                43114L,
                new Hash32(nonce.bytes()),
                1L,
                ByteBuffer.wrap(
                        HexFormat.of().parseHex(body.get("signature").asText().substring(2))));
    }
}
