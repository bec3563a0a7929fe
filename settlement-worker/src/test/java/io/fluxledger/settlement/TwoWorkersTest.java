package io.fluxledger.settlement;

import static io.fluxledger.settlement.WorkerDoor.get;
import static io.fluxledger.settlement.WorkerDoor.post;
import static io.fluxledger.settlement.WorkerDoor.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.fluxledger.events.PayoutDecisionKind;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Settings;
import io.fluxledger.runtime.access.ApiKey;
import io.fluxledger.runtime.access.Role;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.settlement.config.SettlementConfig;
import io.fluxledger.settlement.plan.PayoutState;
import io.fluxledger.settlement.track.DecisionAnswer;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two workers over one broker: one leads, and one that only believes so writes nothing. */
class TwoWorkersTest {
    private static final String ALICE = "0x00000000000000000000000000000000000000a1";
    private static final String BOB = "0x00000000000000000000000000000000000000b2";
    private static final int MANY = 1_200;
    private static final String OPERATOR = "the operator of these tests";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path dir;

    private static KafkaClients kafka;
    private static HandDrivenFold fold;
    private static String keyOfAlice = "";

    private final List<SettlementWorker> workers = new ArrayList<>();

    /** Stops who asks for the time of a record, which is asked for when everything is decided and nothing written. */
    private static final class PausingClock extends Clock {
        private volatile boolean closed;
        private final CountDownLatch waiting = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public Instant instant() {
            if (closed) {
                waiting.countDown();
                try {
                    opened.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
            return Instant.ofEpochMilli(millis());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

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
        ApiKey.Made made = ApiKey.make(Role.PROVIDER, Optional.of(EthAddress.parse(ALICE)), new SecureRandom());
        keyOfAlice = made.secret();
        Files.write(dir.resolve("keys"), List.of(made.key().line()));
        Files.writeString(
                dir.resolve("operator"),
                HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(OPERATOR.getBytes(StandardCharsets.UTF_8))));
    }

    @AfterAll
    static void stop() {
        fold.close();
    }

    @AfterEach
    void stopWorkers() {
        workers.forEach(SettlementWorker::close);
    }

    /** Of a deployment where providers claim. */
    private static SettlementConfig config() {
        return SettlementConfig.from(Settings.of(Map.of(
                "kafka.bootstrap",
                TestKafka.shared().bootstrap(),
                "registry.url",
                TestRegistry.shared().url().toString(),
                "http.port",
                "0",
                "window",
                "PT876000H",
                "payout.claim",
                "portal",
                "api.keys.file",
                dir.resolve("keys").toString(),
                "operator.key.sha256.file",
                dir.resolve("operator").toString())));
    }

    private SettlementWorker worker(Clock clock, List<Throwable> fatal) {
        SettlementWorker worker = SettlementWorker.start(config(), kafka, clock, fatal::add);
        workers.add(worker);
        return worker;
    }

    @Test
    void aWorkerThatWasPausedPaysNothingAgainstWhatTheNextOneTook() {
        List<Throwable> fatal = new CopyOnWriteArrayList<>();
        PausingClock clock = new PausingClock();
        SettlementWorker first = worker(clock, fatal);
        until(() -> isReady(first));
        long windowEndMs = windowOf(first, 2_000_000_000L);
        String payoutId = windowEndMs + ":" + ALICE;

        // The first has looked at the claim, and stands still before it writes.
        clock.closed = true;
        CompletableFuture<String> claim = CompletableFuture.supplyAsync(() -> claim(first, payoutId));
        until(() -> clock.waiting.getCount() == 0);
        try (Term second = new Term(config(), kafka, Clock.systemUTC())) {
            until(() -> second.follow(Duration.ofMillis(50)));
            assertThat(second.lead()
                            .desk()
                            .decide(UUID.randomUUID(), payoutId, PayoutDecisionKind.CARRY, 0, "as agreed", "operator"))
                    .isEqualTo(new DecisionAnswer.Taken(false));
            clock.opened.countDown();
            assertThat(claim.join()).isEqualTo("503 NOT_CONFIRMED");
            until(() -> !fatal.isEmpty());
            assertThat(Stream.iterate(fatal.getFirst(), Objects::nonNull, Throwable::getCause))
                    .anyMatch(e -> e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException);
            assertThat(get(first, "/health/ready", OPERATOR).statusCode()).isEqualTo(503);
            assertThat(said(get(first, "/v1/settlement/windows", OPERATOR)))
                    .as("what it knew may have been decided otherwise since")
                    .isEqualTo("503 NOT_READY");
            second.step();
            assertThat(second.lead().state().held(1)).isEmpty();
            assertThat(second.lead().state().batch(windowEndMs).orElseThrow().payouts())
                    .singleElement()
                    .satisfies(p -> assertThat(p.state()).isEqualTo(PayoutState.CARRIED));
        }
        fold.answer();
        assertThat(fold.instructions().stream().map(PayoutInstructed::getPayoutId))
                .doesNotContain(payoutId);
    }

    @Test
    void oneLeadsAndTheOtherTakesOver() {
        List<Throwable> fatal = new CopyOnWriteArrayList<>();
        SettlementWorker first = worker(Clock.systemUTC(), fatal);
        until(() -> isReady(first));
        SettlementWorker second = worker(Clock.systemUTC(), fatal);
        long windowEndMs = windowOf(first, 3_000_000_000L);
        String payoutId = windowEndMs + ":" + ALICE;
        assertThat(isReady(first)).as("who joins takes nothing").isTrue();
        assertThat(isReady(second)).isFalse();
        assertThat(claim(second, payoutId)).isEqualTo("503 NOT_READY");
        assertThat(said(get(second, "/v1/settlement/windows", OPERATOR))).isEqualTo("503 NOT_READY");

        first.close();
        until(() -> isReady(second));
        assertThat(claim(second, payoutId)).isEqualTo("202 " + payoutId);
        until(() -> {
            fold.answer();
            return fold.instructions().stream()
                            .filter(i -> i.getPayoutId().equals(payoutId))
                            .count()
                    == 1;
        });
        assertThat(fatal).isEmpty();
    }

    /** More lines than one look at the topics brings: what stands behind the first of them may decide otherwise. */
    @Test
    void whoBeginsDoesNothingBeforeAllIsRead() {
        for (int call = 0; call < MANY; call++) {
            fold.charge(BOB, 1_000_000L);
        }
        long before = fold.answered();
        until(() -> {
            fold.answer();
            return fold.answered() >= before + MANY;
        });
        try (Term term = new Term(config(), kafka, Clock.systemUTC())) {
            int looks = 0;
            while (!term.follow(Duration.ofMillis(50))) {
                looks++;
                assertThatIllegalStateException().isThrownBy(term::step);
            }
            assertThat(looks).isPositive();
            term.step();
        }
    }

    /** Closes a window with that much for the provider, and waits until it can be claimed. */
    private static long windowOf(SettlementWorker worker, long grossNanos) {
        fold.charge(ALICE, grossNanos);
        fold.answer();
        String reply =
                post(worker, "/v1/settlement/windows/close", OPERATOR, "").body();
        long windowEndMs = Outside.json(reply).path("windowEndMs").asLong();
        until(() -> {
            fold.answer();
            return said(get(worker, "/v1/settlement/batches/batch-" + windowEndMs, OPERATOR))
                            .startsWith("200")
                    && Outside.json(get(worker, "/v1/settlement/batches/batch-" + windowEndMs, OPERATOR)
                                    .body())
                            .at("/payouts/0/state")
                            .asText()
                            .equals("claimable");
        });
        return windowEndMs;
    }

    private static boolean isReady(SettlementWorker worker) {
        return get(worker, "/health/ready", OPERATOR).statusCode() == 200;
    }

    private static String claim(SettlementWorker worker, String payoutId) {
        return said(post(worker, "/v1/portal/claims", keyOfAlice, "{\"payoutId\":\"" + payoutId + "\"}"));
    }

    private static void until(BooleanSupplier condition) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .pollInSameThread()
                .until(condition::getAsBoolean);
    }
}
