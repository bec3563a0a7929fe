package io.fluxledger.intake.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService.Handler;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdempotencyKeysTest {
    private static final String KEY = IdempotencyKeys.HEADER;
    private final AtomicInteger handled = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    /** Counts its calls and answers with the count. */
    private final Handler counting =
            call -> HttpReply.text(201, "text/plain", Integer.toString(handled.incrementAndGet()));

    private GuardedService service(IdempotencyKeys.Limits limits, Handler handler) {
        InstantSource source = now::get;
        Clock clock = source.withZone(ZoneOffset.UTC);
        return new GuardedService(new IdempotencyKeys(GuardedService.CALLERS, limits, clock)::around, handler);
    }

    private GuardedService service(Handler handler) {
        return service(IdempotencyKeys.Limits.USUAL, handler);
    }

    /** The first request is POST /a {"x":1} with key k by A; then another, and whether it is handled again. */
    @ParameterizedTest(name = "{0} {1} {2} {3} {4}: {5}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST | /a    | {"x":1}  | k | A | 201 replayed
            POST | /a    | {"x":2}  | k | A | 422 IDEMPOTENCY_KEY_REUSED
            POST | /a    | {"x":1 } | k | A | 422 IDEMPOTENCY_KEY_REUSED
            POST | /a?y= | {"x":1}  | k | A | 422 IDEMPOTENCY_KEY_REUSED
            POST | /a    | {"x":1}  | l | A | 201 handled
            POST | /b    | {"x":1}  | k | A | 201 handled
            POST | /a    | {"x":1}  | k | B | 201 handled
            GET  | /a    | {"x":1}  | k | A | 201 handled
            POST | /a    | {"x":1}  | K | A | 201 handled
            """)
    void sameAgainIsAnsweredAlike(String method, String path, String body, String key, String caller, String expected)
            throws Exception {
        try (GuardedService service = service(counting)) {
            HttpResponse<String> first = service.send("POST", "/a", "{\"x\":1}", KEY, "k", "X-Caller", "A");
            assertThat(first.statusCode() + " " + first.body()).isEqualTo("201 1");
            HttpResponse<String> again = service.send(method, path, body, KEY, key, "X-Caller", caller);
            String outcome = switch (again.statusCode()) {
                case 201 -> again.body().equals("1") ? "201 replayed" : "201 handled";
                default ->
                    again.statusCode()
                            + (again.body().contains("IDEMPOTENCY_KEY_REUSED") ? " IDEMPOTENCY_KEY_REUSED" : "");
            };
            assertThat(outcome).isEqualTo(expected);
            assertThat(GuardedService.header(again, IdempotencyKeys.REPLAYED))
                    .isEqualTo(expected.equals("201 replayed") ? "true" : "");
        }
    }

    @Test
    void withoutAKeyEveryRequestIsHandled() throws Exception {
        try (GuardedService service = service(counting)) {
            assertThat(service.send("POST", "/a", "x").body()).isEqualTo("1");
            assertThat(service.send("POST", "/a", "x").body()).isEqualTo("2");
        }
    }

    @Test
    void inFlightIsAConflictAndThenTheAnswer() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Handler slow = call -> {
            entered.countDown();
            leave.await();
            return counting.handle(call);
        };
        try (GuardedService service = service(slow)) {
            CompletableFuture<HttpResponse<String>> first = service.later("x", KEY, "k");
            entered.await();
            HttpResponse<String> meanwhile = service.send("POST", "/a", "x", KEY, "k");
            assertThat(meanwhile.statusCode()).isEqualTo(409);
            assertThat(meanwhile.body()).contains("REQUEST_IN_FLIGHT");
            assertThat(service.send("POST", "/a", "y", KEY, "k").statusCode()).isEqualTo(422);
            leave.countDown();
            assertThat(first.get().body()).isEqualTo("1");
            assertThat(service.send("POST", "/a", "x", KEY, "k").body()).isEqualTo("1");
        }
        assertThat(handled).hasValue(1);
    }

    @Test
    void manyAtOnceAreHandledOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        Handler slow = call -> {
            all.await();
            return counting.handle(call);
        };
        try (GuardedService service = service(slow)) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(service.later("x", KEY, "k"));
            }
            // All but the one that is handled are answered at once.
            await().until(() ->
                    answers.stream().filter(CompletableFuture::isDone).count() == 19);
            all.countDown();
            List<Integer> statuses = new ArrayList<>();
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                statuses.add(answer.get().statusCode());
            }
            assertThat(statuses).containsOnly(201, 409);
            assertThat(statuses.stream().filter(status -> status == 201)).hasSize(1);
        }
        assertThat(handled).hasValue(1);
    }

    /** What would be answered in another way later is not kept. */
    @ParameterizedTest
    @CsvSource({
        "200, 1", "202, 1", "400, 1", "403, 1", "409, 1", "410, 1", "422, 1", "401, 2", "402, 2", "404, 2", "429, 2",
        "500, 2", "502, 2", "503, 2", "504, 2"
    })
    void onlyFinalAnswersAreKept(int status, int calls) throws Exception {
        Handler handler = call -> {
            handled.incrementAndGet();
            if (status == 500) {
                throw new IllegalStateException("broken on purpose");
            }
            if (status >= 400) {
                throw new ProblemException(Problem.of(status, "CODE", "Title", "detail"));
            }
            return HttpReply.json(status, "answer");
        };
        try (GuardedService service = service(handler)) {
            String first = service.send("POST", "/a", "x", KEY, "k").body();
            HttpResponse<String> second = service.send("POST", "/a", "x", KEY, "k");
            assertThat(second.statusCode()).isEqualTo(status);
            assertThat(second.body()).isEqualTo(first);
        }
        assertThat(handled).hasValue(calls);
    }

    @Test
    void answersAreKeptForTheirTime() throws Exception {
        try (GuardedService service = service(new IdempotencyKeys.Limits(Duration.ofHours(1), 10, 1_000), counting)) {
            assertThat(service.send("POST", "/a", "x", KEY, "k").body()).isEqualTo("1");
            now.set(Instant.EPOCH.plus(Duration.ofMinutes(59)));
            assertThat(service.send("POST", "/a", "x", KEY, "k").body()).isEqualTo("1");
            now.set(Instant.EPOCH.plus(Duration.ofMinutes(60)));
            assertThat(service.send("POST", "/a", "x", KEY, "k").body()).isEqualTo("2");
        }
    }

    /** Three answers at the most, or 30 bytes: the oldest go first, whoever asked for them since. */
    @ParameterizedTest
    @CsvSource({"3, 1000, 1", "1000, 30, 10"})
    void memoryIsBounded(int maxAnswers, long maxBytes, int size) throws Exception {
        Handler sized = call -> {
            handled.incrementAndGet();
            return HttpReply.text(200, "text/plain", "x".repeat(size));
        };
        try (GuardedService service =
                service(new IdempotencyKeys.Limits(Duration.ofHours(1), maxAnswers, maxBytes), sized)) {
            for (String key : List.of("1", "2", "3", "4", "4", "3", "2")) {
                assertThat(service.send("POST", "/a", "x", KEY, key).statusCode())
                        .isEqualTo(200);
            }
            assertThat(handled).as("four, and no more for those that are kept").hasValue(4);
            assertThat(service.send("POST", "/a", "x", KEY, "1").statusCode()).isEqualTo(200);
            assertThat(handled).as("the first is forgotten").hasValue(5);
        }
    }

    @Test
    void keysHaveAForm() throws Exception {
        try (GuardedService service = service(counting)) {
            for (String key : List.of("with space", "x".repeat(256))) {
                HttpResponse<String> refused = service.send("POST", "/a", "x", KEY, key);
                assertThat(refused.statusCode()).isEqualTo(400);
                assertThat(refused.body()).contains("INVALID_IDEMPOTENCY_KEY", "\"field\":\"Idempotency-Key\"");
            }
            assertThat(service.send("POST", "/a", "x", KEY, "x".repeat(255)).statusCode())
                    .isEqualTo(201);
        }
        assertThat(handled).hasValue(1);
    }
}
