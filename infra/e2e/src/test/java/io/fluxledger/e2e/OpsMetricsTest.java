package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.StackState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What dashboards and alerts ask for is what the running services export. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpsMetricsTest {
    private static final Path DEPLOY = Path.of("../deploy");
    private static final Pattern NAME = Pattern.compile("\\b[a-z][a-z0-9]*(_[a-z0-9]+)+\\b(?!\\s*\\()");
    private static final Pattern RULE = Pattern.compile("(?m)^ +expr: (.*)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_0-9]+)(?:\\{[^}]*})? (\\S+)");
    private static final List<String> SERVICES =
            List.of(Parts.STREAMS, Parts.INTAKE, Parts.RELAYER, Parts.SETTLEMENT, Parts.AUDIT, Parts.WATCH);

    private final Map<String, String> urls = new TreeMap<>();

    @BeforeAll
    void start() {
        LiveStack stack = LiveStack.shared();
        Funding.deposit(stack, Wallet.fresh(stack.chains()), 5_000_000);
        StackState state = stack.state();
        SERVICES.forEach(name -> urls.put(name, state.url(name)));
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** All samples of all services; of several with one name the last. */
    private Map<String, Double> exported() throws IOException, InterruptedException {
        Map<String, Double> samples = new TreeMap<>();
        for (String url : urls.values()) {
            Matcher sample = SAMPLE.matcher(get(url + "/metrics").body());
            while (sample.find()) {
                samples.put(sample.group(1), Double.valueOf(sample.group(2)));
            }
        }
        return samples;
    }

    private static Set<String> asked() throws IOException {
        List<String> expressions = new ArrayList<>();
        Matcher rule = RULE.matcher(Files.readString(DEPLOY.resolve("prometheus/alerts.yaml")));
        while (rule.find()) {
            expressions.add(rule.group(1));
        }
        try (Stream<Path> files = Files.list(DEPLOY.resolve("grafana/dashboards"))) {
            for (Path file : files.toList()) {
                for (JsonNode each : new ObjectMapper().readTree(file.toFile()).findValues("expr")) {
                    expressions.add(each.asText());
                }
            }
        }
        assertThat(expressions).hasSizeGreaterThan(30);
        Set<String> names = new TreeSet<>();
        for (String expression : expressions) {
            String bare = expression.replaceAll("\\{[^}]*}", "").replaceAll("\\bby \\([^)]*\\)", "");
            Matcher name = NAME.matcher(bare);
            while (name.find()) {
                names.add(name.group());
            }
        }
        return names;
    }

    @Test
    void everyMetricOfDashboardsAndRulesIsExported() throws IOException {
        Set<String> asked = asked();
        assertThat(asked).contains("fluxledger_watch_conservation_error_nanos", "ledger_invariant_broken");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(exported()).containsKeys(asked.toArray(String[]::new)));
    }

    @Test
    void everyServiceIsAliveReadyAndMeasured() throws Exception {
        for (Map.Entry<String, String> service : urls.entrySet()) {
            assertThat(get(service.getValue() + "/health/live").statusCode())
                    .as(service.getKey())
                    .isEqualTo(200);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    get(service.getValue() + "/health/ready").statusCode())
                            .as(service.getKey())
                            .isEqualTo(200));
            assertThat(get(service.getValue() + "/metrics").body())
                    .as(service.getKey())
                    .contains("fluxledger_ready 1.0", "jvm_memory_used_bytes", "http_server_requests_seconds_bucket");
        }
    }

    @Test
    void theWatchFindsNothingWrong() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(exported())
                        .containsEntry("fluxledger_watch_conservation_error_nanos", 0.0)
                        .containsEntry("fluxledger_watch_impossible_balances", 0.0)
                        .containsEntry("fluxledger_watch_broken_links", 0.0)
                        .containsEntry("fluxledger_watch_behind_records", 0.0)
                        .hasEntrySatisfying(
                                "fluxledger_watch_journal_lines",
                                lines -> assertThat(lines).isPositive())
                        .hasEntrySatisfying(
                                "fluxledger_watch_gas_coins",
                                coins -> assertThat(coins).isPositive()));
    }
}
