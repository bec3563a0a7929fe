package io.fluxledger.pricing.openrouter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fluxledger.pricing.check.Confirmation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationClientTest {
    private static final String GOOD = """
            {"data":{"id":"gen-1","model":"example/small","total_cost":0.000164,"native_tokens_prompt":100,
             "native_tokens_completion":50,"native_tokens_reasoning":20,"native_tokens_cached":40,"is_byok":false,
             "latency":1250,"app_id":null}}""";
    private static final GenerationClient.Limits QUICK = new GenerationClient.Limits(
            4, Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(10), 4_096, 2);

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    /** One answer of the upstream. */
    private record Answer(int status, String body, Map<String, String> headers) {
        Answer(int status, String body) {
            this(status, body, Map.of());
        }
    }

    GenerationClientTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1");
    }

    private GenerationClient client(GenerationClient.Limits limits) {
        return new GenerationClient(base(), "sk-test", limits);
    }

    /** The last answer is repeated. */
    private void answers(List<Answer> answers) {
        AtomicInteger next = new AtomicInteger();
        server.createContext("/api/v1/generation", exchange -> {
            asked.add(exchange.getRequestURI().getRawQuery() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            send(exchange, answers.get(Math.min(next.getAndIncrement(), answers.size() - 1)));
        });
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void findsWhatTheUpstreamRecorded() {
        answers(List.of(new Answer(200, GOOD)));
        try (GenerationClient client = client(QUICK)) {
            GenerationLookup found = client.find("gen-1");
            assertThat(found).isInstanceOfSatisfying(GenerationLookup.Found.class, f -> {
                assertThat(f.generation().usage().tokens().cachedTokens()).isEqualTo(40);
                assertThat(f.generation().usage().tokens().reasoningTokens()).isEqualTo(20);
            });
            assertThat(found.confirmation()).isInstanceOfSatisfying(Confirmation.Confirmed.class, confirmed -> {
                assertThat(confirmed.model()).isEqualTo("example/small");
                assertThat(confirmed.usage().tokens().promptTokens()).isEqualTo(100);
                assertThat(confirmed.usage().costUsd().orElseThrow()).isEqualByComparingTo("0.000164");
            });
        }
        assertThat(asked).containsExactly("id=gen-1 Bearer sk-test");
    }

    /** What comes before the good answer, and how it ends; after four requests at the latest. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404             | Found        | 2
            404 404 404     | Found        | 4
            404 404 404 404 | NotFound     | 4
            500 503 429     | Found        | 4
            500 500 500 500 | Unavailable  | 4
            408 502         | Found        | 3
            401             | Refused      | 1
            403             | Refused      | 1
            302             | Refused      | 1
            404 402         | Refused      | 2
            """)
    void asksAgainWhereThatHelps(String before, String end, int requests) {
        List<Answer> answers = new ArrayList<>();
        for (String status : before.split(" ")) {
            answers.add(new Answer(Integer.parseInt(status), "{}", Map.of("Location", "/api/v1/elsewhere")));
        }
        answers.add(new Answer(200, GOOD));
        answers(answers);
        try (GenerationClient client = client(QUICK)) {
            GenerationLookup lookup = client.find("gen-1");
            assertThat(lookup.getClass().getSimpleName()).isEqualTo(end);
            assertThat(lookup.confirmation() instanceof Confirmation.Confirmed).isEqualTo(end.equals("Found"));
        }
        assertThat(asked).hasSize(requests);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nonsense                                                        | answer
            []                                                              | answer
            {}                                                              | data
            {"data":{"id":"gen-1","model":"m"}}                             | data.total_cost
            {"data":{"total_cost":-1}}                                      | data.total_cost
            {"data":{"total_cost":1,"native_tokens_completion":5}}          | data.native_tokens_prompt
            {"data":{"total_cost":1,"native_tokens_prompt":-5}}             | data.native_tokens_prompt
            {"data":{"total_cost":1,"native_tokens_prompt":5,"native_tokens_completion":5}}  | data.id
            {"data":{"total_cost":1,"native_tokens_prompt":5,"native_tokens_completion":5,"id":"gen-1"}}  | data.model
            {"data":{"total_cost":1,"native_tokens_prompt":5,"native_tokens_completion":5,"id":"gen-2","model":"m"}}  | data.id
            {"data":{"total_cost":1,"native_tokens_prompt":5,"native_tokens_completion":5,"native_tokens_reasoning":6}}  | completion_tokens_details
            {"data":{"total_cost":1,"is_byok":true,"native_tokens_prompt":5,"native_tokens_completion":5,"id":"gen-1","model":"m"}} | data.upstream_inference_cost
            """)
    void malformedAnswersAreNotTriedAgain(String body, String field) {
        answers(List.of(new Answer(200, body)));
        try (GenerationClient client = client(QUICK)) {
            assertThat(client.find("gen-1"))
                    .isInstanceOfSatisfying(
                            GenerationLookup.Malformed.class,
                            m -> assertThat(m.field()).isEqualTo(field));
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void addsTheBillOfTheCallersOwnKey() {
        answers(List.of(new Answer(
                200, GOOD.replace("\"is_byok\":false", "\"is_byok\":true,\"upstream_inference_cost\":0.0001"))));
        try (GenerationClient client = client(QUICK)) {
            assertThat(client.find("gen-1").confirmation())
                    .isInstanceOfSatisfying(
                            Confirmation.Confirmed.class,
                            c -> assertThat(c.usage().costUsd().orElseThrow()).isEqualByComparingTo("0.000264"));
        }
    }

    @Test
    void anAnswerWithoutEndIsNotReadToTheEnd() {
        answers(List.of(new Answer(200, GOOD + " ".repeat(10_000))));
        try (GenerationClient client = client(QUICK)) {
            assertThat(client.find("gen-1")).isInstanceOf(GenerationLookup.Unavailable.class);
        }
    }

    /** Retry-After is obeyed, but not for longer than the longest pause. */
    @Test
    void theUpstreamMayAskForMoreTime() {
        answers(List.of(new Answer(429, "", Map.of("Retry-After", "3600")), new Answer(200, GOOD)));
        try (GenerationClient client = client(QUICK)) {
            assertThat(client.find("gen-1")).isInstanceOf(GenerationLookup.Found.class);
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    void aSilentUpstreamEndsInTime() {
        CountDownLatch silence = new CountDownLatch(1);
        server.createContext("/api/v1/generation", exchange -> {
            try (exchange) {
                silence.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        GenerationClient.Limits limits = new GenerationClient.Limits(
                2, Duration.ofMillis(100), Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(5), 100, 1);
        try (GenerationClient client = client(limits)) {
            long start = System.nanoTime();
            assertThat(client.find("gen-1")).isEqualTo(new GenerationLookup.Unavailable(2, "no answer in time"));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(4));
        } finally {
            silence.countDown();
        }
    }

    /** Headers that come at once do not excuse a body that does not. */
    @Test
    void aBodyThatStopsEndsInTime() {
        CountDownLatch silence = new CountDownLatch(1);
        server.createContext("/api/v1/generation", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 1_000);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                silence.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        GenerationClient.Limits limits = new GenerationClient.Limits(
                1, Duration.ofMillis(100), Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(5), 2_000, 1);
        try (GenerationClient client = client(limits)) {
            assertThat(client.find("gen-1")).isEqualTo(new GenerationLookup.Unavailable(1, "no answer in time"));
        } finally {
            silence.countDown();
        }
    }

    @Test
    void anUpstreamThatIsGoneIsUnavailable() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (GenerationClient client = new GenerationClient(URI.create("http://127.0.0.1:" + port), "k", QUICK)) {
            assertThat(client.find("gen-1"))
                    .isInstanceOfSatisfying(
                            GenerationLookup.Unavailable.class,
                            u -> assertThat(u.attempts()).isEqualTo(4));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``
            a b
            ../models
            a&id=b
            """)
    void idsAreNotTrusted(String id) {
        answers(List.of(new Answer(200, GOOD)));
        try (GenerationClient client = client(QUICK)) {
            assertThat(client.find(id))
                    .isInstanceOfSatisfying(
                            GenerationLookup.Malformed.class,
                            m -> assertThat(m.field()).isEqualTo("id"));
        }
        assertThat(asked).isEmpty();
    }

    /** Two slots: of five questions at once no more than two are ever with the upstream. */
    @Test
    void fewQuestionsAreAskedAtOnce() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        server.createContext("/api/v1/generation", exchange -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            two.countDown();
            try {
                two.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            inside.decrementAndGet();
            send(exchange, new Answer(200, GOOD));
        });
        List<Future<GenerationLookup>> lookups = new ArrayList<>();
        try (GenerationClient client = client(QUICK)) {
            for (int i = 0; i < 5; i++) {
                lookups.add(threads.submit(() -> client.find("gen-1")));
            }
            for (Future<GenerationLookup> lookup : lookups) {
                assertThat(lookup.get()).isInstanceOf(GenerationLookup.Found.class);
            }
        }
        assertThat(most).hasValue(2);
    }
}
