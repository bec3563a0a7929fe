package io.fluxledger.settlement.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.settlement.plan.UsageFigures;
import io.fluxledger.settlement.schedule.RetrySchedule;
import io.fluxledger.settlement.track.UsageQuestion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsagePollerTest {
    private static final String PROVIDER = "0x00000000000000000000000000000000000000a1";
    private static final UsageQuestion QUESTION = new UsageQuestion(PROVIDER, 9_000, 1_000, 9_001, UsageFigures.NONE);
    private static final String GOOD =
            "{\"provider\":\"" + PROVIDER.toUpperCase(java.util.Locale.ROOT).replace("0X", "0x")
                    + "\",\"fromMs\":1000,\"toMs\":9001,\"calls\":3,\"inputTokens\":4,\"outputTokens\":5,\"gross\":\"0.000000007\"}";

    private record Ended(UsageAnswer answer, int attempts) {}

    @TempDir
    Path dir;

    @Timeout(10)
    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(delimiter = '|', textBlock = """
            "calls":3                | "calls":-3            | calls
            "calls":3                | "calls":3.0           | calls
            "calls":3                | "calls":"3"           | calls
            "calls":3                | "calls":9223372036854775808 | calls
            "calls":3,               |                       | calls
            "outputTokens":5         | "outputTokens":null   | outputTokens
            "gross":"0.000000007"    | "gross":0.000000007   | gross
            "gross":"0.000000007"    | "gross":"0.0000000007" | gross
            "gross":"0.000000007"    | "gross":"-1"          | gross
            "gross":"0.000000007"    | "gross":"1e400"       | gross
            "gross":"0.000000007"    | "gross":"1e999999999" | gross
            "gross":"0.000000007"    | "gross":"1e-999999999" | gross
            "gross":"0.000000007"    | "gross":"12345678901" | gross
            "gross":"0.000000007"    | "gross":"9999999999"  | gross
            "gross":"0.000000007"    | "gross":"+1"          | gross
            "fromMs":1000            | "fromMs":1001         | fromMs
            "toMs":9001              | "toMs":9000           | toMs
            0x00                     | 0x01                  | provider
            {                        | [                     | JSON
            "calls":3                | "calls":3,"calls":3   | JSON
            """)
    void whatDoesNotAnswerTheQuestionIsMalformed(
            String from, @org.jspecify.annotations.Nullable String to, String named) {
        String body = GOOD.replace(from, to == null ? "" : to);
        assertThat(UsagePoller.read(body.getBytes(StandardCharsets.UTF_8), QUESTION))
                .isInstanceOfSatisfying(
                        UsageAnswer.Malformed.class,
                        malformed -> assertThat(malformed.detail()).contains(named));
    }

    @Test
    void figuresAreRead() {
        assertThat(UsagePoller.read(GOOD.getBytes(StandardCharsets.UTF_8), QUESTION))
                .isEqualTo(new UsageAnswer.Told(new UsageFigures(3, 4, 5, 7)));
    }

    /** Over HTTP: how often is asked, with what, and what it ends as. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200     | Told        | 1
            503 200 | Told        | 2
            503 503 503 503 | Refused | 3
            429 404 | Refused     | 2
            404     | Refused     | 1
            302     | Refused     | 1
            long    | Unreachable | 3
            """)
    void asksUntilItIsAnswered(String script, String expected, int attempts) throws Exception {
        String[] steps = script.split(" ");
        AtomicInteger asked = new AtomicInteger();
        HttpService server =
                new HttpService(new HttpService.Config("127.0.0.1", 0, 1_000), new Health(), new Metrics());
        server.route("GET", "/usage", call -> {
            assertThat(call.queryString()).isEqualTo("fromMs=1000&toMs=9001");
            assertThat(call.header("Authorization")).isEqualTo("Bearer sesame");
            String step = steps[Math.min(asked.getAndIncrement(), steps.length - 1)];
            return switch (step) {
                case "200" -> HttpReply.text(200, "application/json", GOOD);
                case "long" -> HttpReply.text(200, "application/json", GOOD + " ".repeat(20_000));
                case "302" -> HttpReply.text(302, "text/plain", "").header("Location", "/usage");
                default -> HttpReply.text(Integer.parseInt(step), "text/plain", "no");
            };
        });
        server.start();
        Files.writeString(dir.resolve("token"), "sesame\n");
        Path file = Files.writeString(
                dir.resolve("endpoints.json"),
                "[{\"provider\":\"%s\",\"url\":\"http://127.0.0.1:%d/usage\",\"tokenFile\":\"token\"}]"
                        .formatted(PROVIDER, server.port()));
        Ended ended = ask(UsageEndpoints.read(file));
        assertThat(ended.answer().getClass().getSimpleName())
                .as(ended.toString())
                .isEqualTo(expected);
        assertThat(ended.attempts()).isEqualTo(attempts);
        assertThat(asked).hasValue(attempts);
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://provider.example/usage", "http://127.0.0.1:9/", "http://localhost/", "http://[::1]/"})
    void tokensAreSentWhereNobodyElseReadsThem(String url) throws Exception {
        Files.writeString(dir.resolve("t"), "sesame");
        Path file = Files.writeString(
                dir.resolve("endpoints.json"),
                "[{\"provider\":\"%s\",\"url\":\"%s\",\"tokenFile\":\"t\"}]".formatted(PROVIDER, url));
        assertThat(UsageEndpoints.read(file).providers()).containsExactly(PROVIDER);
    }

    @Test
    void nobodyThere() throws Exception {
        Path file = Files.writeString(
                dir.resolve("endpoints.json"),
                "[{\"provider\":\"%s\",\"url\":\"http://127.0.0.1:9/usage\"}]".formatted(PROVIDER));
        assertThat(ask(UsageEndpoints.read(file)).answer()).isInstanceOf(UsageAnswer.Unreachable.class);
    }

    /** What cannot even be sent is told as well, and may be asked again. */
    @Test
    void askingThatFailsEnds() throws Exception {
        Files.writeString(dir.resolve("token"), "a token that no header takes: \u0100");
        Path file = Files.writeString(
                dir.resolve("endpoints.json"),
                "[{\"provider\":\"%s\",\"url\":\"http://127.0.0.1:9/usage\",\"tokenFile\":\"token\"}]"
                        .formatted(PROVIDER));
        BlockingQueue<UsageAnswer> answers = new LinkedBlockingQueue<>();
        try (UsagePoller poller = new UsagePoller(
                UsageEndpoints.read(file),
                RetrySchedule.parse("PT0S"),
                (question, answer, attempts) -> answers.add(answer))) {
            for (int time = 0; time < 2; time++) {
                poller.ask(QUESTION);
                assertThat(answers.poll(10, TimeUnit.SECONDS)).isInstanceOf(UsageAnswer.Unreachable.class);
            }
        }
    }

    private static Ended ask(UsageEndpoints endpoints) throws InterruptedException {
        BlockingQueue<Ended> ends = new LinkedBlockingQueue<>();
        try (UsagePoller poller = new UsagePoller(
                endpoints,
                RetrySchedule.parse("PT0S,PT0.01S,PT0.01S"),
                (question, answer, attempts) -> ends.add(new Ended(answer, attempts)))) {
            poller.ask(QUESTION);
            poller.ask(QUESTION);
            Ended ended = ends.poll(30, TimeUnit.SECONDS);
            await().during(java.time.Duration.ofMillis(50)).until(ends::isEmpty);
            return java.util.Objects.requireNonNull(ended);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[{\"provider\":\"0x12\",\"url\":\"http://x\"}]",
                "[{\"provider\":\"0x00000000000000000000000000000000000000a1\",\"url\":\"file:///etc/passwd\"}]",
                "[{\"provider\":\"0x00000000000000000000000000000000000000a1\",\"url\":\"http://x/?a=b\"}]",
                "[{\"provider\":\"0x00000000000000000000000000000000000000a1\",\"url\":\"http://x/#a\"}]",
                "[{\"provider\":\"0x00000000000000000000000000000000000000a1\",\"url\":\"https:/usage\"}]",
                "[{\"provider\":\"0x00000000000000000000000000000000000000a1\",\"url\":\"http://x/\",\"tokenFile\":\"t\"}]",
                "[{\"provider\":\"0x00000000000000000000000000000000000000a1\"}]",
                "nothing"
            })
    void filesThatAreNone(String text) throws Exception {
        Files.writeString(dir.resolve("t"), "sesame");
        Path file = Files.writeString(dir.resolve("endpoints.json"), text);
        assertThatThrownBy(() -> UsageEndpoints.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("endpoints.json");
    }
}
