package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.RunningIntake.Reply;
import io.fluxledger.intake.wallet.DevelopmentNode;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.WalletSignature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Sessions on the running services: granted once by a wallet, spent by a key; contract wallets on a real EVM node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionsTest {
    private static final long CHAIN = 43114;

    private DevelopmentNode node;
    private HttpService service;
    private RunningIntake running;
    private Person provider;
    private OwnedWallets wallets;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        node = new DevelopmentNode(dir.resolve("node"), CHAIN).withToken();
        wallets = new OwnedWallets(node);
        service = new HttpService(new HttpService.Config("127.0.0.1", 0, 65_536), new Health(), new Metrics())
                .route("POST", "/process", this::process)
                .start();
        PrivateKey key = PrivateKey.generate(new SecureRandom());
        running = new RunningIntake(dir, key.address(), service.port(), node.rpcUrl);
        provider = new Person(running.chains, key);
    }

    @AfterAll
    void stop() {
        running.close();
        service.close();
        node.close();
    }

    /** What the provider does with a call: 100 tokens in, 50 out, 0.007 USDC. */
    private HttpReply process(HttpCall call) {
        JsonNode body = call.json();
        ObjectNode receipt = Person.JSON
                .createObjectNode()
                .put("intentId", body.path("intentId").asText())
                .put("payer", body.path("payer").asText())
                .put("provider", provider.address())
                .put("used", "0.007")
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

    private Person funded() {
        Person payer = new Person(running.chains);
        running.fund(payer, CHAIN, 50_000_000);
        return payer;
    }

    private static String status(Reply reply) {
        return (reply.status() + " " + reply.text("code")).strip();
    }

    private Person granted(Person payer, String limit) {
        Person session = new Person(running.chains);
        Reply reply = running.post("/v1/sessions", new GoodRequests(payer, provider).grant(session, limit));
        assertThat(status(reply)).as(reply.body().toString()).isEqualTo("201");
        return session;
    }

    private ObjectNode lock(String payer, Person signer, String intentId) {
        return signer.sign(
                "intents",
                Person.JSON
                        .createObjectNode()
                        .put("intentId", intentId)
                        .put("payer", payer)
                        .put("provider", provider.address())
                        .put("maxAmount", "0.05")
                        .put("deadlineMs", System.currentTimeMillis() + 600_000)
                        .put("payoutMode", "BATCH")
                        .put("payoutChainId", CHAIN)
                        .put("nonce", Person.nonce().toString()));
    }

    private String locked(Person payer, Person session, String intentId) {
        return status(running.post("/v1/intents", lock(payer.address(), session, intentId)));
    }

    /** State, committed and what is left of each of the payer's sessions. */
    private List<String> sessions(String payer) {
        List<String> found = new ArrayList<>();
        running.get("/v1/accounts/" + payer)
                .body()
                .path("sessions")
                .forEach(session -> found.add(session.path("state").asText() + " "
                        + session.path("committed").asText() + " "
                        + session.path("left").asText()));
        return found;
    }

    @Test
    void aKeySpendsUpToItsLimitAndAgainWhatComesBack() {
        Person payer = funded();
        GoodRequests good = new GoodRequests(payer, provider);
        Person session = new Person(running.chains);
        ObjectNode grant = good.grant(session, "0.1");
        assertThat(status(running.post("/v1/sessions", grant))).isEqualTo("201");
        Reply again = running.post("/v1/sessions", grant);
        assertThat(status(again) + again.body().path("alreadyApplied")).isEqualTo("200true");
        ObjectNode larger = payer.sign("sessions", grant.deepCopy().put("limit", "0.2"));
        assertThat(status(running.post("/v1/sessions", larger))).isEqualTo("409 SESSION_WITH_DIFFERENT_CONTENT");

        ObjectNode first = lock(payer.address(), session, "a");
        assertThat(status(running.post("/v1/intents", first))).isEqualTo("201");
        assertThat(locked(payer, session, "b")).isEqualTo("201");
        assertThat(sessions(payer.address())).containsExactly("OPEN 0.1 0");
        assertThat(locked(payer, session, "c")).isEqualTo("402 SESSION_LIMIT_EXCEEDED");
        assertThat(locked(payer, payer, "payers-own")).isEqualTo("201");

        assertThat(status(running.post("/v1/intents", first))).as("a replay").isEqualTo("200");
        ObjectNode reused = session.sign("intents", first.deepCopy().put("intentId", "d"));
        assertThat(status(running.post("/v1/intents", reused))).isEqualTo("409 NONCE_REUSED");
        assertThat(status(running.post("/v1/intents", payer.sign("intents", first.deepCopy()))))
                .isEqualTo("409 INTENT_WITH_DIFFERENT_CONTENT");

        assertThat(running.post("/v1/receipts", good.receipt("a")).status()).isEqualTo(201);
        assertThat(running.post("/v1/settlements", good.settlement("a")).status())
                .isEqualTo(200);
        assertThat(sessions(payer.address())).containsExactly("OPEN 0.057 0.043");
        assertThat(locked(payer, session, "e")).isEqualTo("402 SESSION_LIMIT_EXCEEDED");
        assertThat(running.post("/v1/refunds", good.refund("b")).status()).isEqualTo(200);
        assertThat(sessions(payer.address())).containsExactly("OPEN 0.007 0.093");
        assertThat(locked(payer, session, "f")).isEqualTo("201");
        assertThat(sessions(payer.address())).containsExactly("OPEN 0.057 0.043");
    }

    /** A limit that two instances of intake count together, because neither counts it. */
    @Test
    void theLimitHoldsHoweverManyAskAtOnce() throws Exception {
        Person payer = funded();
        Person session = granted(payer, "0.2");
        List<Callable<String>> asks = new ArrayList<>();
        try (IntakeMain other = running.startIntake(Map.of());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                String body = lock(payer.address(), session, "many-" + i).toString();
                int port = i % 2 == 0 ? running.intake.port() : other.port();
                asks.add(() -> status(running.send(port, "POST", "/v1/intents", body, Map.of())));
            }
            List<String> answers = new ArrayList<>();
            for (Future<String> answer : threads.invokeAll(asks)) {
                answers.add(answer.get());
            }
            assertThat(answers).containsOnly("201", "402 SESSION_LIMIT_EXCEEDED");
            assertThat(answers.stream().filter("201"::equals)).hasSize(4);
        }
        assertThat(sessions(payer.address())).containsExactly("OPEN 0.2 0");
    }

    @Test
    void aKeyStaysWithinItsScope() {
        Person payer = funded();
        Person session = new Person(running.chains);
        ObjectNode grant = new GoodRequests(payer, provider).grant(session, "1");
        grant.put("provider", RunningIntake.repeated("31"));
        assertThat(status(running.post("/v1/sessions", payer.sign("sessions", grant))))
                .isEqualTo("201");
        assertThat(locked(payer, session, "a")).isEqualTo("403 SESSION_SCOPE");
        Person elsewhere = new Person(running.chains);
        ObjectNode onArbitrum =
                new GoodRequests(payer, provider).grant(elsewhere, "1").put("chainId", 42161);
        assertThat(status(running.post("/v1/sessions", payer.sign("sessions", onArbitrum))))
                .isEqualTo("201");
        assertThat(locked(payer, elsewhere, "a")).isEqualTo("402 INSUFFICIENT_CREDITS");
        assertThat(locked(payer, new Person(running.chains), "a")).isEqualTo("401 SIGNATURE_MISMATCH");
        // A key is a key of its payer alone, and only for locks.
        assertThat(locked(funded(), session, "a")).isEqualTo("401 SIGNATURE_MISMATCH");
        ObjectNode withdrawal = new GoodRequests(payer, provider).withdrawal();
        assertThat(status(running.post("/v1/withdrawals", session.sign("withdrawals", withdrawal))))
                .isEqualTo("401 SIGNATURE_MISMATCH");
        ObjectNode further = new GoodRequests(payer, provider).grant(new Person(running.chains), "9");
        assertThat(status(running.post("/v1/sessions", session.sign("sessions", further))))
                .isEqualTo("401 SIGNATURE_MISMATCH");
    }

    @Test
    void aSessionEnds() {
        Person payer = funded();
        GoodRequests good = new GoodRequests(payer, provider);
        Person soon = new Person(running.chains);
        ObjectNode brief = good.grant(soon, "1").put("expiresMs", System.currentTimeMillis() + 1_000);
        assertThat(status(running.post("/v1/sessions", payer.sign("sessions", brief))))
                .isEqualTo("201");
        Person session = granted(payer, "1");
        assertThat(locked(payer, session, "a")).isEqualTo("201");
        assertThat(status(running.post("/v1/sessions/revoke", good.revocation(session, new Person(running.chains)))))
                .isEqualTo("401 SIGNATURE_MISMATCH");
        assertThat(status(running.post("/v1/sessions/revoke", good.revocation(session, session))))
                .isEqualTo("200");
        assertThat(locked(payer, session, "b")).isEqualTo("403 SESSION_REVOKED");
        Reply again = running.post("/v1/sessions/revoke", good.revocation(session, payer));
        assertThat(status(again) + again.body().path("alreadyApplied")).isEqualTo("200true");
        Person never = new Person(running.chains);
        assertThat(status(running.post("/v1/sessions/revoke", good.revocation(never, never))))
                .isEqualTo("404 UNKNOWN_SESSION");
        // What the revoked key has locked goes on.
        assertThat(running.post("/v1/receipts", good.receipt("a")).status()).isEqualTo(201);
        assertThat(running.post("/v1/settlements", good.settlement("a")).status())
                .isEqualTo(200);
        await().atMost(RunningIntake.PATIENCE)
                .untilAsserted(
                        () -> assertThat(locked(payer, soon, UUID.randomUUID().toString()))
                                .isEqualTo("410 SESSION_EXPIRED"));
        await().atMost(RunningIntake.PATIENCE)
                .untilAsserted(() -> assertThat(sessions(payer.address())).contains("REVOKED 0.007 0.993"));
    }

    @Test
    void aKeyPaysMeteredCalls() throws Exception {
        Person payer = funded();
        Person session = granted(payer, "0.06");
        assertThat(call(payer, session)).isEqualTo("200 0.007 hello");
        assertThat(sessions(payer.address())).containsExactly("OPEN 0.007 0.053");
        assertThat(call(payer, session)).isEqualTo("200 0.007 hello");
        assertThat(call(payer, session)).isEqualTo("402 SESSION_LIMIT_EXCEEDED");
        assertThat(running.get("/v1/accounts/" + payer.address()).text("available"))
                .isEqualTo("49.986");
    }

    /** Asks for the price, and pays by the key in the payer's name. */
    private String call(Person payer, Person session) throws Exception {
        ObjectNode request = Person.JSON.createObjectNode().put("prompt", "hi");
        Reply challenge = running.post("/api/ai/chat", request);
        JsonNode required = Person.JSON.readTree(Base64.getDecoder()
                .decode(challenge.headers().firstValue("PAYMENT-REQUIRED").orElseThrow()));
        List<ObjectNode> offers = new ArrayList<>();
        for (JsonNode offer : required.path("accepts")) {
            if (offer.path("scheme").asText().equals("fluxledger-credits")) {
                offers.add((ObjectNode) offer);
            }
        }
        String payment =
                session.acceptCredits(offers.getFirst(), payer.address()).toString();
        Reply reply = running.post(
                "/api/ai/chat",
                request.toString(),
                Map.of(
                        "PAYMENT-SIGNATURE",
                        Base64.getEncoder().encodeToString(payment.getBytes(StandardCharsets.UTF_8))));
        return reply.status() == 200
                ? "200 " + reply.body().at("/settlement/used").asText() + " "
                        + reply.body().at("/completion/text").asText()
                : status(reply);
    }

    @Test
    void locksInABatchAreAnsweredEachOnItsOwn() {
        Person payer = funded();
        Person session = granted(payer, "0.06");
        ObjectNode lock = lock(payer.address(), session, "a");
        List<String> events = new ArrayList<>();
        for (ObjectNode data : List.of(
                lock,
                lock,
                lock(payer.address(), session, "b"),
                lock(payer.address(), new Person(running.chains), "c"),
                lock(payer.address(), payer, "d"))) {
            ObjectNode event = Person.JSON
                    .createObjectNode()
                    .put("specversion", "1.0")
                    .put("id", UUID.randomUUID().toString())
                    .put("source", "/agents/test")
                    .put("type", "io.fluxledger.events.IntentLocked");
            events.add(event.set("data", data).toString());
        }
        Reply reply = running.post(
                "/v1/events:batch", events.toString(), Map.of("Content-Type", "application/cloudevents-batch+json"));
        List<String> outcomes = new ArrayList<>();
        reply.body()
                .path("items")
                .forEach(item -> outcomes.add(
                        (item.path("status").asText() + " " + item.path("code").asText()).strip()));
        assertThat(outcomes)
                .containsExactly(
                        "accepted",
                        "duplicate",
                        "rejected SESSION_LIMIT_EXCEEDED",
                        "rejected SIGNATURE_MISMATCH",
                        "accepted");
        assertThat(sessions(payer.address())).containsExactly("OPEN 0.05 0.01");
    }

    private ObjectNode grantOf(EthAddress wallet, Person session, Person owner) {
        return owner.sign(
                "sessions",
                new GoodRequests(owner, provider)
                        .grant(session, "0.1")
                        .put("payer", wallet.toString())
                        .put("chainId", CHAIN));
    }

    /** A wallet that is code grants, its key spends, the wallet revokes; nothing of it needs a transaction. */
    @Test
    void aContractWalletGrantsAndRevokes() throws Exception {
        Person owner = new Person(running.chains);
        Person session = new Person(running.chains);
        EthAddress wallet = wallets.address(owner, "0x01");
        node.send(wallets.factory().toString(), wallets.creation(owner, "0x01"));
        running.fund(wallet, CHAIN, 1_000_000);
        assertThat(status(running.post("/v1/sessions", grantOf(wallet, session, new Person(running.chains)))))
                .isEqualTo("401 SIGNATURE_MISMATCH");
        ObjectNode everywhere = grantOf(wallet, session, owner).put("chainId", 42161);
        assertThat(status(running.post("/v1/sessions", owner.sign("sessions", everywhere))))
                .as("a chain whose node cannot be asked")
                .isEqualTo("503 CHAIN_UNAVAILABLE");
        assertThat(status(running.post("/v1/sessions", grantOf(wallet, session, owner))))
                .isEqualTo("201");
        assertThat(status(running.post("/v1/intents", lock(wallet.toString(), session, "a"))))
                .isEqualTo("201");
        assertThat(sessions(wallet.toString())).containsExactly("OPEN 0.05 0.05");
        ObjectNode revocation = Person.JSON
                .createObjectNode()
                .put("payer", wallet.toString())
                .put("sessionKey", session.address())
                .put("nonce", Person.nonce().toString());
        assertThat(status(running.post(
                        "/v1/sessions/revoke", new Person(running.chains).sign("revocations", revocation.deepCopy()))))
                .isEqualTo("401 SIGNATURE_MISMATCH");
        assertThat(status(running.post("/v1/sessions/revoke", owner.sign("revocations", revocation))))
                .isEqualTo("200");
        assertThat(status(running.post("/v1/intents", lock(wallet.toString(), session, "b"))))
                .isEqualTo("403 SESSION_REVOKED");
        ObjectNode withdrawal = new GoodRequests(owner, provider)
                .withdrawal()
                .put("payer", wallet.toString())
                .put("amount", "0.5");
        assertThat(status(running.post("/v1/withdrawals", session.sign("withdrawals", withdrawal.deepCopy()))))
                .isEqualTo("401 SIGNATURE_MISMATCH");
        assertThat(status(running.post("/v1/withdrawals", owner.sign("withdrawals", withdrawal))))
                .isEqualTo("202");
        assertThat(running.get("/v1/accounts/" + wallet).text("withdrawing")).isEqualTo("0.5");
    }

    /** Its address is known and paid for before it is deployed (ERC-6492). */
    @Test
    void aWalletThatIsNotDeployedYetGrants() throws Exception {
        Person owner = new Person(running.chains);
        Person session = new Person(running.chains);
        EthAddress wallet = wallets.address(owner, "0x02");
        running.fund(wallet, CHAIN, 1_000_000);
        ObjectNode grant = grantOf(wallet, session, owner);
        assertThat(status(running.post("/v1/sessions", grant))).as("unwrapped").isEqualTo("401 SIGNATURE_MISMATCH");
        byte[] inner = WalletSignature.parse(grant.get("signature").asText()).bytes();
        String creation = wallets.creation(owner, "0x02");
        WalletSignature wrapped = WalletSignature.counterfactual(
                wallets.factory(), HexFormat.of().parseHex(creation, 2, creation.length()), inner);
        assertThat(status(running.post("/v1/sessions", grant.put("signature", wrapped.toString()))))
                .isEqualTo("201");
        assertThat(status(running.post("/v1/intents", lock(wallet.toString(), session, "a"))))
                .isEqualTo("201");
    }
}
