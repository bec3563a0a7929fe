package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.fluxledger.audit.config.Database;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.access.ApiKey;
import io.fluxledger.runtime.access.Role;
import io.fluxledger.testkit.TestIssuer;
import io.fluxledger.testkit.TestPostgres;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the read API answers who shows no auditor's key: nothing that a provider's earnings or payouts can be told from. */
class StrangersTest {
    private static final String API = "/v1/audit/";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ApiKey.Made FORGED = ApiKey.make(Role.AUDITOR, Optional.empty(), new SecureRandom());

    private static final TestIssuer ISSUER = new TestIssuer();

    private static AuditMain service;
    private static JsonNode document;
    private static PrivateAmounts amounts;

    @BeforeAll
    static void start() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        Map<String, String> settings = new HashMap<>(ISSUER.settings());
        settings.put("seal.interval", "PT0.1S");
        service = ToldStory.start(postgres, settings);
        try (Database database = Database.connect(ToldStory.configuration(postgres))) {
            ToldStory.shared().awaitEnd(database);
        }
        await().atMost(ToldStory.PATIENCE)
                .until(() -> send(API + "liabilities", null).statusCode() == 200);
        document = Json.STRICT.readTree(send("/openapi.json", null).body());
        amounts = PrivateAmounts.of(service.port());
    }

    @AfterAll
    static void stop() {
        service.close();
        ISSUER.close();
    }

    private static HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> send(String path, ApiKey.@Nullable Made key) throws Exception {
        return send(key == null ? at(path) : TestKeys.of(key, at(path)));
    }

    private static HttpResponse<String> sendBy(JWTClaimsSet.Builder claims, String path) throws Exception {
        return send(at(path).header("Authorization", "Bearer " + ISSUER.token(claims.build())));
    }

    /** What a name in a path or query is tried with. */
    private static List<String> values(String name, String path) throws Exception {
        return switch (name) {
            case "address", "account", "provider", "payer" ->
                List.of(Story.PROVIDER.toString(), Story.OTHER_PROVIDER.toString(), Story.ALICE.toString());
            case "topic" -> List.of("provider.journal.v1", "ledger.journal.v1");
            case "partition" -> List.of("0", "1", "2", "3", "4", "5", "6", "7");
            case "offset" -> List.of("0", "1", "2", "3", "4", "5", "6");
            case "type" -> List.of("PROVIDER_PAYABLE", "PROVIDER_IN_FLIGHT", "TREASURY", "CLEARING");
            case "as_of" -> List.of("9999999999999", "provider.journal.v1:0:3");
            case "kind" -> List.of("PAYOUT_NOT_PAID", "PAYOUT");
            case "subject", "q" -> List.of(Story.PAYOUT, Story.BATCH);
            case "batch", "batchId", "id" ->
                path.contains("intents")
                        ? List.of("call-1", "escrow-1", "disputed", Story.PAYOUT)
                        : path.contains("anchors") || path.contains("liabilities")
                                ? List.of("1", "2", "3")
                                : List.of(Story.BATCH, "payout:" + Story.PAYOUT);
            case "windowEndMs" -> List.of(Long.toString(Story.WINDOW_END_MS));
            case "chainId" -> List.of(Long.toString(Story.HOME));
            case "from", "to" -> List.of("1", "2");
            case "limit" -> List.of("500");
            case "entry" -> List.of("provider.journal.v1:0:0", "provider.journal.v1:1:0");
            default -> List.of();
        };
    }

    private static List<String> filled(String path) throws Exception {
        List<String> paths = new ArrayList<>(List.of(path));
        while (paths.getFirst().contains("{")) {
            String first = paths.getFirst();
            String name = first.substring(first.indexOf('{') + 1, first.indexOf('}'));
            List<String> next = new ArrayList<>();
            for (String each : paths) {
                for (String value : values(name, path)) {
                    next.add(each.replace("{" + name + "}", URLEncoder.encode(value, StandardCharsets.UTF_8)));
                }
            }
            paths = next;
        }
        return paths;
    }

    /** Every path of the document with every parameter that it has: no amount of a payout, a window or a charge is in any answer. */
    @Test
    void noAnswerHasAPrivateAmount() throws Exception {
        int answered = 0;
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            List<String> asked = new ArrayList<>();
            if (!path.getKey().startsWith(API)) {
                continue;
            }
            for (String bare : filled(path.getKey())) {
                asked.add(bare);
                for (JsonNode given : path.getValue().path("get").path("parameters")) {
                    JsonNode parameter = given.has("$ref")
                            ? document.at(given.path("$ref").asText().substring(1))
                            : given;
                    if (parameter.path("in").asText().equals("query")) {
                        String name = parameter.path("name").asText();
                        for (String value : values(name, path.getKey())) {
                            asked.add(bare + "?" + name + "=" + value);
                            asked.add(bare + "?" + name + "=" + value + "&payer=" + Story.ALICE);
                        }
                    }
                }
            }
            for (String each : asked) {
                HttpResponse<String> answer = send(each, null);
                assertThat(answer.statusCode()).as(each + " " + answer.body()).isNotEqualTo(500);
                assertThat(amounts.in(answer.body()))
                        .as(each + " " + answer.body())
                        .isEmpty();
                answered += answer.statusCode() == 200 ? 1 : 0;
            }
        }
        assertThat(answered).isGreaterThan(60);
    }

    /** The search for amounts finds them where they are. */
    @Test
    void anAuditorsAnswersHaveThem() throws Exception {
        for (String path : List.of(
                "payouts",
                "windows",
                "charges",
                "confirmations",
                "batches/" + Story.BATCH,
                "providers/" + Story.PROVIDER,
                "statements?type=PROVIDER_PAYABLE",
                "journal?topic=provider.journal.v1",
                "intents/call-1?payer=" + Story.ALICE)) {
            HttpResponse<String> answer = send(API + path, TestKeys.AUDITOR);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(amounts.in(answer.body())).as(path).isNotEmpty();
        }
    }

    /** Status without a key, with a payer's, with one that is none, with an auditor's. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            private-payouts                       | 401 | 403 | 401 | 200
            payouts                               | 401 | 403 | 401 | 200
            batches                               | 401 | 403 | 401 | 200
            batches/none                          | 401 | 403 | 401 | 404
            windows                               | 401 | 403 | 401 | 200
            providers                             | 401 | 403 | 401 | 200
            providers/PROVIDER                    | 401 | 403 | 401 | 200
            charges                               | 401 | 403 | 401 | 200
            confirmations                         | 401 | 403 | 401 | 200
            transactions/none                     | 401 | 403 | 401 | 404
            anchors/1/tree                        | 401 | 403 | 401 | 200
            journal/provider.journal.v1/0/99999   | 401 | 403 | 401 | 404
            journal/ledger.journal.v1/0/99999     | 404 | 404 | 401 | 404
            trial-balance?as_of=1                 | 401 | 403 | 401 | 200
            trial-balance                         | 200 | 200 | 401 | 200
            intents?provider=PROVIDER             | 400 | 400 | 401 | 200
            intents?payer=ALICE                   | 200 | 200 | 401 | 200
            liabilities                           | 200 | 200 | 401 | 200
            liabilities?account=ALICE             | 401 | 200 | 401 | 200
            liabilities?account=PROVIDER          | 401 | 403 | 401 | 200
            reconciliation                        | 200 | 200 | 401 | 200
            status                                | 200 | 200 | 401 | 200
            nothing-that-is-there                 | 404 | 404 | 404 | 404
            """)
    void whoMayAskWhat(String path, int nobody, int payer, int forged, int auditor) throws Exception {
        String asked =
                API + path.replace("PROVIDER", Story.PROVIDER.toString()).replace("ALICE", Story.ALICE.toString());
        assertThat(send(asked, null).statusCode()).as("nobody").isEqualTo(nobody);
        assertThat(send(asked, TestKeys.ALICE).statusCode()).as("payer").isEqualTo(payer);
        assertThat(send(asked, FORGED).statusCode()).as("forged").isEqualTo(forged);
        assertThat(send(asked, TestKeys.AUDITOR).statusCode()).as("auditor").isEqualTo(auditor);
        assertThat(sendBy(ISSUER.claims("al", "payer").claim("wallet", Story.ALICE.toString()), asked)
                        .statusCode())
                .as("payer by token")
                .isEqualTo(payer);
        assertThat(sendBy(ISSUER.claims("mark", "auditor"), asked).statusCode())
                .as("auditor by token")
                .isEqualTo(auditor);
        assertThat(sendBy(ISSUER.claims("mark", "auditor").audience("shop"), asked)
                        .statusCode())
                .as("auditor of others")
                .isEqualTo(forged);
    }

    /** A token is longer than a key: the form takes it all the same. */
    @Test
    void anAuditorSignsInByAToken() throws Exception {
        String token = ISSUER.token(ISSUER.claims("mark", "auditor")
                .claim("note", "x".repeat(4_000))
                .build());
        HttpResponse<String> answer =
                send(at("/console/sign-in").POST(HttpRequest.BodyPublishers.ofString("key=" + token)));
        assertThat(answer.statusCode()).isEqualTo(303);
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", -1)[0];
        assertThat(send(at(API + "payouts").header("Cookie", cookie)).statusCode())
                .isEqualTo(200);
        assertThat(send(at(API + "payouts").header("Cookie", cookie.replaceFirst(".$", "x")))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusalsSayWhatToDo() throws Exception {
        HttpResponse<String> missing = send(API + "payouts", null);
        assertThat(missing.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"audit\"");
        assertThat(Json.STRICT.readTree(missing.body()).path("code").asText()).isEqualTo("KEY_MISSING");
        assertThat(Json.STRICT
                        .readTree(send(API + "payouts", TestKeys.ALICE).body())
                        .path("code")
                        .asText())
                .isEqualTo("ROLE_FORBIDDEN");
        assertThat(Json.STRICT
                        .readTree(send(API + "status", FORGED).body())
                        .path("code")
                        .asText())
                .isEqualTo("KEY_UNKNOWN");
    }

    /** What is left is there: a payer still sees all of its own. */
    @Test
    void whatAPayerDidIsLeft() throws Exception {
        JsonNode alice =
                Json.STRICT.readTree(send(API + "accounts/" + Story.ALICE, null).body());
        assertThat(alice.path("balances").size()).isEqualTo(2);
        assertThat(alice.path("deposits").size()).isPositive();
        JsonNode call = Json.STRICT.readTree(
                send(API + "intents/escrow-1?payer=" + Story.ALICE, null).body());
        assertThat(call.path("timeline").findValuesAsText("kind"))
                .contains("IntentOpened", "ESCROW_AUTHORIZE")
                .doesNotContain("ChargeTaken", "WindowClosed");
        JsonNode coverage = Json.STRICT.readTree(send(API + "coverage", null).body());
        assertThat(coverage.path("chains").path(0).fieldNames())
                .toIterable()
                .containsExactly("chainId", "covered", "surplus");
        JsonNode trial = Json.STRICT.readTree(send(API + "trial-balance", null).body());
        assertThat(trial.path("total").asText()).isEqualTo("0");
        assertThat(trial.path("accounts").findValuesAsText("accountType"))
                .isNotEmpty()
                .allMatch(type -> type.startsWith("PAYER_"));
    }

    /** Cursors stay right although lines are left out. */
    @Test
    void aPageGoesOnWhereTheOneBeforeEnded() throws Exception {
        List<String> whole = Pages.places(
                Json.STRICT.readTree(send(API + "journal?limit=500", null).body()));
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = Json.STRICT.readTree(
                    send(API + "journal?limit=3" + cursor, null).body());
            paged.addAll(Pages.places(page));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(paged).isEqualTo(whole).allMatch(place -> place.startsWith("ledger.journal.v1 "));
    }
}
