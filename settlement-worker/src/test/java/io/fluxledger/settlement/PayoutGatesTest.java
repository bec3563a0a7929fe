package io.fluxledger.settlement;

import static io.fluxledger.settlement.WorkerDoor.get;
import static io.fluxledger.settlement.WorkerDoor.identity;
import static io.fluxledger.settlement.WorkerDoor.post;
import static io.fluxledger.settlement.WorkerDoor.put;
import static io.fluxledger.settlement.WorkerDoor.said;
import static io.fluxledger.settlement.WorkerDoor.webhook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.rules.AccountType;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Settings;
import io.fluxledger.runtime.access.ApiKey;
import io.fluxledger.runtime.access.Role;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.settlement.config.SettlementConfig;
import io.fluxledger.settlement.notify.WebhookSecret;
import io.fluxledger.settlement.plan.UsageFigures;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands between a planned payout and its instruction, over a real broker, HTTP and restarts. */
class PayoutGatesTest {
    private static final String ALICE = "0x00000000000000000000000000000000000000a1";
    private static final String BOB = "0x00000000000000000000000000000000000000b2";
    private static final String CAROL = "0x00000000000000000000000000000000000000c3";
    private static final String DAVE = "0x00000000000000000000000000000000000000d4";
    private static final String ERIN = "0x00000000000000000000000000000000000000e5";
    private static final String FRANK = "0x00000000000000000000000000000000000000f6";
    private static final String GRACE = "0x00000000000000000000000000000000000000a7";
    private static final String OPERATOR = "the operator of these tests";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final WebhookSecret SECRET = WebhookSecret.parse(Outside.SECRET);

    @TempDir
    private static Path dir;

    private static KafkaClients kafka;
    private static HandDrivenFold fold;
    private static Outside outside;
    private static final Map<String, String> KEYS = new HashMap<>();

    private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
    private final List<SettlementWorker> workers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        kafka = new KafkaClients(TestKafka.shared().bootstrap(), new EventSerde(registry));
        try (Admin admin = kafka.admin()) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        fold = new HandDrivenFold(kafka);
        outside = new Outside();
        List<String> lines = new ArrayList<>();
        for (String provider : List.of(ALICE, BOB, CAROL, DAVE, ERIN, FRANK, GRACE)) {
            ApiKey.Made made = ApiKey.make(Role.PROVIDER, Optional.of(EthAddress.parse(provider)), new SecureRandom());
            KEYS.put(provider, made.secret());
            lines.add(made.key().line());
        }
        KEYS.put(BOB, outside.token(BOB));
        Files.write(dir.resolve("keys"), lines);
        Files.writeString(dir.resolve("secret"), Outside.SECRET);
        Files.writeString(dir.resolve("endpoints.json"), outside.endpoints(ALICE, BOB, CAROL));
        Files.writeString(
                dir.resolve("operator"),
                HexFormat.of()
                        .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                .digest(OPERATOR.getBytes(StandardCharsets.UTF_8))));
    }

    @AfterAll
    static void stop() {
        fold.close();
        outside.close();
    }

    @AfterEach
    void stopWorkers() {
        workers.forEach(SettlementWorker::close);
        assertThat(fatal).isEmpty();
    }

    private SettlementWorker worker() {
        SettlementWorker worker = SettlementWorker.start(
                SettlementConfig.from(Settings.of(outside.settings(dir))), kafka, Clock.systemUTC(), fatal::add);
        workers.add(worker);
        until(() -> get(worker, "/health/ready", OPERATOR).statusCode() == 200);
        return worker;
    }

    @Test
    void differencesAreHeldUntilAnOperatorDecides() {
        SettlementWorker first = worker();
        for (String provider : List.of(ALICE, BOB, CAROL, DAVE)) {
            fold.charge(provider, 2_000_000_000L);
            approve(first, provider);
        }
        outside.says(ALICE, new UsageFigures(1, 100, 50, 2_000_000_000L));
        outside.says(BOB, new UsageFigures(1, 100, 50, 1_000_000_000L));
        long windowEndMs = close(first);
        foldUntil(() -> state(first, ALICE).equals("in_flight")
                && state(first, BOB).equals("held")
                && state(first, CAROL).equals("held")
                && state(first, DAVE).equals("in_flight"));
        assertThat(held(first)).hasSize(2);
        assertThat(held(first).getFirst().at("/check/detail").asText())
                .isEqualTo("grossNanos 2000000000 in the ledger, 1000000000 by the provider");
        assertThat(held(first).getLast().at("/check/result").asText()).isEqualTo("refused");
        assertThat(held(first).getLast().at("/check/attempts").asInt()).isEqualTo(2);
        assertThat(instructed(BOB)).isEmpty();
        assertThat(instructed(CAROL)).isEmpty();
        until(() -> outside.received("payout.held", BOB).size() == 1);
        int asked = outside.asked();
        first.close();

        SettlementWorker second = worker();
        until(() -> held(second).size() == 2);
        assertThat(outside.asked()).as("a check that ended is not made again").isEqualTo(asked);
        String decision = UUID.randomUUID().toString();
        String ofBob = windowEndMs + ":" + BOB;
        assertThat(decide(second, ofBob, decision, "adjust", "\"amount\":\"2.5\","))
                .isEqualTo("400 INVALID_FIELD amount");
        assertThat(decide(second, ofBob, decision, "adjust", "\"amount\":\"1\","))
                .isEqualTo("200 accepted");
        assertThat(decide(second, ofBob, decision, "adjust", "\"amount\":\"1\","))
                .isEqualTo("200 already_applied");
        assertThat(decide(second, ofBob, decision, "release", "")).isEqualTo("409 DECISION_WITH_DIFFERENT_CONTENT");
        assertThat(decide(second, windowEndMs + ":" + DAVE, decision, "release", ""))
                .isEqualTo("409 PAYOUT_NOT_OPEN");
        assertThat(decide(second, "1:0x0", decision, "release", "")).isEqualTo("404 UNKNOWN_PAYOUT");
        outside.says(CAROL, new UsageFigures(1, 100, 50, 2_000_000_000L));
        assertThat(decide(second, windowEndMs + ":" + CAROL, UUID.randomUUID().toString(), "recheck", ""))
                .isEqualTo("200 accepted");
        foldUntil(() ->
                state(second, BOB).equals("in_flight") && state(second, CAROL).equals("in_flight"));
        assertThat(instructed(BOB))
                .singleElement()
                .satisfies(i -> assertThat(i.getAmountMicros()).isEqualTo(1_000_000));
        assertThat(instructed(CAROL))
                .singleElement()
                .satisfies(i -> assertThat(i.getAmountMicros()).isEqualTo(1_998_000));
        payAll(windowEndMs);

        // What the adjustment left is in the next window, and only what came since is asked about.
        outside.says(BOB, UsageFigures.NONE);
        long nextEndMs = close(second);
        foldUntil(() -> instructed(BOB).stream().anyMatch(i -> i.getWindowEndMs() == nextEndMs));
        assertThat(instructed(BOB).getLast().getAmountMicros()).isEqualTo(998_000);
        payAll(nextEndMs);
        assertThat(fold.balanceNanos(BOB, AccountType.PROVIDER_PAYABLE)).isZero();
    }

    @Test
    void nothingLeavesBeforeTheIdentityIsApproved() throws Exception {
        SettlementWorker first = worker();
        fold.charge(ERIN, 3_000_000_000L);
        long windowEndMs = close(first);
        String payoutId = windowEndMs + ":" + ERIN;
        foldUntil(() -> state(first, ERIN).equals("claimable"));
        assertThat(portal(first, ERIN).path("state").asText()).isEqualTo("funds_claimable");
        assertThat(portal(first, ERIN).path("claimable").asText()).isEqualTo("2.997");
        assertThat(claim(first, ERIN, payoutId)).isEqualTo("403 IDENTITY_NOT_APPROVED");
        assertThat(claim(first, FRANK, payoutId)).isEqualTo("404 UNKNOWN_PAYOUT payoutId");
        assertThat(said(get(first, "/v1/portal", "flux_0123456789abcdef_" + "00".repeat(32))))
                .isEqualTo("401 KEY_UNKNOWN");
        assertThat(said(get(first, "/v1/portal", OPERATOR))).isEqualTo("401 KEY_MISSING");
        assertThat(said(get(first, "/v1/settlement/windows", KEYS.get(ERIN)))).isEqualTo("403 ROLE_FORBIDDEN");

        String pending = identity(ERIN, "pending", Instant.now());
        assertThat(webhook(first, "msg_1", pending, SECRET, Instant.now())).isEqualTo("200 accepted");
        assertThat(claim(first, ERIN, payoutId)).isEqualTo("403 IDENTITY_NOT_APPROVED");
        Instant now = Instant.now();
        String approved = identity(ERIN, "approved", now);
        WebhookSecret other = WebhookSecret.parse(WebhookSecret.text(new byte[32]));
        assertThat(webhook(first, "msg_2", approved, other, now)).isEqualTo("401 SIGNATURE_MISMATCH webhook-signature");
        assertThat(webhook(first, "msg_2", approved, SECRET, now.minusSeconds(400)))
                .isEqualTo("401 MESSAGE_OUT_OF_TIME webhook-timestamp");
        assertThat(put(first, "/v1/portal/claims", KEYS.get(ERIN), "{\"claims\":\"portal\"}"))
                .isEqualTo(200);
        assertThat(webhook(first, "msg_2", approved, SECRET, now)).isEqualTo("200 accepted");
        assertThat(webhook(first, "msg_2", approved, SECRET, now)).isEqualTo("200 already_applied");
        assertThat(state(first, ERIN)).isEqualTo("claimable");
        first.close();

        SettlementWorker second = worker();
        assertThat(webhook(second, "msg_2", approved, SECRET, Instant.now())).isEqualTo("200 already_applied");
        assertThat(webhook(second, "msg_2", pending, SECRET, Instant.now()))
                .isEqualTo("409 MESSAGE_WITH_DIFFERENT_CONTENT");
        assertThat(webhook(second, "msg_3", identity(ERIN, "rejected", now.minusSeconds(60)), SECRET, Instant.now()))
                .as("a later message with an earlier time")
                .isEqualTo("200 superseded");
        assertThat(portal(second, ERIN).path("claims").asText()).isEqualTo("portal");
        assertThat(instructed(ERIN)).isEmpty();
        assertThat(claim(second, ERIN, payoutId)).isEqualTo("202 " + payoutId);
        assertThat(claim(second, ERIN, payoutId)).isEqualTo("202 " + payoutId);
        foldUntil(() -> state(second, ERIN).equals("in_flight"));
        payAll(windowEndMs);
        assertThat(instructed(ERIN))
                .singleElement()
                .satisfies(i -> assertThat(i.getAmountMicros()).isEqualTo(2_997_000));
        until(() -> portal(second, ERIN).path("state").asText().equals("serving_requests"));
    }

    /** The portal's clock is ahead of ours. */
    @Test
    void whatAnOperatorSaysComesAfterWhatWasSaidBefore() {
        SettlementWorker worker = worker();
        String ahead = identity(GRACE, "approved", Instant.now().plusSeconds(240));
        assertThat(webhook(worker, "msg_ahead", ahead, SECRET, Instant.now())).isEqualTo("200 accepted");
        assertThat(portal(worker, GRACE).at("/identity/sinceMs").asLong())
                .as("a status does not begin in the future")
                .isLessThanOrEqualTo(System.currentTimeMillis());
        String order = "{\"id\":\"%s\",\"status\":\"suspended\",\"reason\":\"seen\"}".formatted(UUID.randomUUID());
        assertThat(said(post(worker, "/v1/operator/providers/" + GRACE + "/identity", OPERATOR, order)))
                .isEqualTo("200 accepted");
        assertThat(portal(worker, GRACE).at("/identity/status").asText()).isEqualTo("suspended");
        String huge = "{\"id\":\"%s\",\"decision\":\"adjust\",\"amount\":\"1e999999999\",\"reason\":\"x\"}"
                .formatted(UUID.randomUUID());
        assertThat(said(post(worker, "/v1/operator/payouts/1:" + GRACE + "/decisions", OPERATOR, huge)))
                .isEqualTo("400 INVALID_FIELD amount");
        assertThat(said(post(worker, "/v1/settlement/windows/close", OPERATOR, "{\"windowEndMs\":9999999999999}")))
                .isEqualTo("400 INVALID_FIELD windowEndMs");
    }

    @Test
    void messagesKeepTheirIdThroughFailuresAndReplays() {
        outside.portalAnswers(500);
        SettlementWorker first = worker();
        approve(first, FRANK);
        fold.charge(FRANK, 1_000_000_000L);
        long windowEndMs = close(first);
        foldUntil(() -> dead(first, FRANK).size() == 1);
        String id = dead(first, FRANK).getFirst();
        assertThat(outside.received("payout.claimable", FRANK)).hasSize(3);
        first.close();

        SettlementWorker second = worker();
        assertThat(dead(second, FRANK)).containsExactly(id);
        outside.portalAnswers(200);
        String order = "{\"id\":\"" + UUID.randomUUID() + "\"}";
        assertThat(said(post(second, "/v1/operator/notifications/" + id + "/replays", OPERATOR, order)))
                .isEqualTo("202 accepted");
        until(() -> outside.received("payout.claimable", FRANK).size() == 4);
        until(() -> dead(second, FRANK).isEmpty());
        assertThat(said(post(second, "/v1/operator/notifications/" + id + "/replays", OPERATOR, order)))
                .isEqualTo("200 already_applied");
        List<Outside.Received> sent = outside.received("payout.claimable", FRANK);
        assertThat(sent).allMatch(Outside.Received::genuine);
        assertThat(sent.stream().map(Outside.Received::id).distinct()).containsExactly(id);
        assertThat(sent.stream().map(Outside.Received::body).distinct()).hasSize(1);
        assertThat(Outside.json(sent.getFirst().body()).at("/data/amount").asText())
                .isEqualTo("0.999");
        foldUntil(() -> state(second, FRANK).equals("in_flight"));
        payAll(windowEndMs);
        until(() -> outside.received("payout.paid", FRANK).size() == 1);
        second.close();
        SettlementWorker third = worker();
        JsonNode own = Outside.json(
                        get(third, "/v1/portal/notifications", KEYS.get(FRANK)).body())
                .path("notifications");
        assertThat(own).hasSize(2);
        assertThat(own.get(0).path("type").asText()).isEqualTo("payout.paid");
        assertThat(own.get(1).path("attempts").asInt()).isEqualTo(4);
        assertThat(outside.received("payout.paid", FRANK)).as("told once").hasSize(1);
    }

    private void approve(SettlementWorker worker, String provider) {
        String order = "{\"id\":\"%s\",\"status\":\"approved\",\"reason\":\"seen\"}".formatted(UUID.randomUUID());
        assertThat(said(post(worker, "/v1/operator/providers/" + provider + "/identity", OPERATOR, order)))
                .isEqualTo("200 accepted");
    }

    private String decide(SettlementWorker worker, String payoutId, String id, String decision, String amount) {
        String order = "{\"id\":\"%s\",\"decision\":\"%s\",%s\"reason\":\"as agreed\"}".formatted(id, decision, amount);
        return said(post(worker, "/v1/operator/payouts/" + payoutId + "/decisions", OPERATOR, order));
    }

    private String claim(SettlementWorker worker, String provider, String payoutId) {
        return said(post(worker, "/v1/portal/claims", KEYS.get(provider), "{\"payoutId\":\"" + payoutId + "\"}"));
    }

    private JsonNode portal(SettlementWorker worker, String provider) {
        return Outside.json(get(worker, "/v1/portal", KEYS.get(provider)).body());
    }

    /** State of the provider's last payout, in its own words. */
    private String state(SettlementWorker worker, String provider) {
        return Outside.json(
                        get(worker, "/v1/portal/windows", KEYS.get(provider)).body())
                .at("/windows/0/payout/state")
                .asText();
    }

    private List<JsonNode> held(SettlementWorker worker) {
        List<JsonNode> held = new ArrayList<>();
        Outside.json(get(worker, "/v1/operator/payouts/held", OPERATOR).body())
                .path("payouts")
                .forEach(held::add);
        return held;
    }

    private List<String> dead(SettlementWorker worker, String provider) {
        List<String> ids = new ArrayList<>();
        for (JsonNode message : Outside.json(get(worker, "/v1/operator/notifications?state=dead", OPERATOR)
                        .body())
                .path("notifications")) {
            if (message.path("provider").asText().equals(provider)) {
                ids.add(message.path("id").asText());
            }
        }
        return ids;
    }

    private List<PayoutInstructed> instructed(String provider) {
        return fold.instructions().stream()
                .filter(i -> ("0x" + HexFormat.of().formatHex(i.getProvider().bytes())).equals(provider))
                .distinct()
                .toList();
    }

    private void payAll(long windowEndMs) {
        fold.instructions().stream()
                .filter(i -> i.getWindowEndMs() == windowEndMs)
                .distinct()
                .forEach(i -> fold.confirm(i, TransferStatus.FINAL));
        SettlementWorker worker = workers.getLast();
        foldUntil(() -> Outside.json(get(worker, "/v1/settlement/batches/batch-" + windowEndMs, OPERATOR)
                        .body())
                .path("state")
                .asText()
                .equals("closed"));
    }

    private long close(SettlementWorker worker) {
        // The fold has to have seen the charges, or they are in the next window.
        fold.answer();
        HttpResponse<String> reply = post(worker, "/v1/settlement/windows/close", OPERATOR, "");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
        return Outside.json(reply.body()).path("windowEndMs").asLong();
    }

    private void foldUntil(BooleanSupplier condition) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .pollInSameThread()
                .until(() -> {
                    fold.answer();
                    assertThat(fatal).isEmpty();
                    return condition.getAsBoolean();
                });
    }

    private void until(BooleanSupplier condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            assertThat(fatal).isEmpty();
            return condition.getAsBoolean();
        });
    }
}
