package io.fluxledger.settlement.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.Settings;
import io.fluxledger.runtime.access.ApiKey;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.runtime.access.OperatorKey;
import io.fluxledger.runtime.access.Role;
import io.fluxledger.testkit.TestIssuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes of the operator where nothing else stands before them. */
class OperatorKeyTest {
    private static final String KEY = "a key for this test";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final ApiKey.Made OPERATOR = ApiKey.make(Role.OPERATOR, Optional.empty(), RANDOM);
    private static final ApiKey.Made PRODUCER = ApiKey.make(Role.PRODUCER, Optional.empty(), RANDOM);
    private static final ApiKey.Made FORGED = ApiKey.make(Role.OPERATOR, Optional.empty(), RANDOM);

    @TempDir
    static Path dir;

    private static HttpService withKey;
    private static HttpService without;

    @BeforeAll
    static void start() throws Exception {
        Path file = dir.resolve("keys");
        Files.writeString(file, OPERATOR.key().line() + "\n" + PRODUCER.key().line() + "\n");
        Map<String, String> settings = new HashMap<>(ISSUER.settings());
        settings.put("api.keys.file", file.toString());
        Callers callers = Callers.from(Settings.of(settings));
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8));
        withKey = service(new OperatorKey(Optional.of(sha256), callers));
        without = service(new OperatorKey(Optional.empty(), callers));
    }

    private static HttpService service(OperatorKey operator) {
        HttpService.Config config = new HttpService.Config("127.0.0.1", 0, 1_024);
        return new HttpService(config, new Health(), new Metrics())
                .route("GET", "/orders", operator.guard(call -> HttpReply.json(200, List.of())))
                .route("POST", "/orders", operator.guard(call -> HttpReply.json(200, List.of())))
                .start();
    }

    @AfterAll
    static void stop() {
        withKey.close();
        without.close();
        ISSUER.close();
    }

    private static String shown(String what) throws Exception {
        return switch (what) {
            case "nothing" -> "";
            case "the key" -> "Bearer " + KEY;
            case "the key, Basic" -> "Basic " + KEY;
            case "another" -> "Bearer " + KEY + "x";
            case "key of operator" -> "Bearer " + OPERATOR.secret();
            case "key of producer" -> "Bearer " + PRODUCER.secret();
            case "key of nobody" -> "Bearer " + FORGED.secret();
            case "token for others" ->
                "Bearer "
                        + ISSUER.token(ISSUER.claims("olga", "operator")
                                .audience("shop")
                                .build());
            default ->
                "Bearer "
                        + ISSUER.token(ISSUER.claims("olga", what.substring("token of ".length()))
                                .build());
        };
    }

    private static String ask(HttpService service, String method, String shown) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.port() + "/orders"))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!shown.isEmpty()) {
            request.header("Authorization", shown);
        }
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                .as(answer.body())
                .startsWith(answer.statusCode() == 401 ? "Bearer realm=\"operator\"" : "");
        assertThat(answer.body()).doesNotContain(KEY, FORGED.secret());
        return answer.statusCode() + answer.body().replaceAll("(?s)^.*\"code\":\"([A-Z_]+)\".*$|^\\[]$", " $1");
    }

    /** What is shown, by which method, and what is said where the operator has a key and where not. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nothing           | POST | 401 OPERATOR_KEY_MISSING | 403 OPERATOR_NOT_CONFIGURED
            the key           | POST | 200                      | 403 OPERATOR_NOT_CONFIGURED
            the key, Basic    | POST | 401 OPERATOR_KEY_MISSING | 403 OPERATOR_NOT_CONFIGURED
            another           | POST | 401 OPERATOR_KEY_WRONG   | 403 OPERATOR_NOT_CONFIGURED
            key of operator   | POST | 200                      | 200
            key of producer   | GET  | 403 ROLE_FORBIDDEN       | 403 ROLE_FORBIDDEN
            key of nobody     | POST | 401 KEY_UNKNOWN          | 401 KEY_UNKNOWN
            token of operator | POST | 200                      | 200
            token of auditor  | GET  | 200                      | 200
            token of auditor  | POST | 403 ROLE_FORBIDDEN       | 403 ROLE_FORBIDDEN
            token of payer    | GET  | 403 ROLE_FORBIDDEN       | 403 ROLE_FORBIDDEN
            token of provider | GET  | 403 ROLE_FORBIDDEN       | 403 ROLE_FORBIDDEN
            token for others  | POST | 401 TOKEN_REFUSED        | 401 TOKEN_REFUSED
            """)
    void onlyWhoMayIsLetThrough(String what, String method, String configured, String notConfigured) throws Exception {
        assertThat(ask(withKey, method, shown(what)).strip()).isEqualTo(configured);
        assertThat(ask(without, method, shown(what)).strip()).isEqualTo(notConfigured);
    }
}
