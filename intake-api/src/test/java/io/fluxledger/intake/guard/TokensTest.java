package io.fluxledger.intake.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Settings;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.testkit.TestIssuer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of an OpenID Connect issuer, over HTTP. */
class TokensTest {
    private static final String WALLET = "0x" + "a1".repeat(20);

    private static GuardedService service(Callers callers) {
        return new GuardedService(
                new RoleCheck(callers)::around,
                call -> HttpReply.json(
                        200,
                        callers.of(call)
                                .map(caller -> caller + " "
                                        + CallerIdentity.byKey(callers).of(call))
                                .orElse("nobody")));
    }

    private static Date inSeconds(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static String token(TestIssuer issuer, String what) throws Exception {
        JWTClaimsSet.Builder payer = issuer.claims("caller-1", "payer");
        return switch (what) {
            case "good" -> issuer.token(payer.build());
            case "good, RSA" -> issuer.rsaToken(payer.build());
            case "of an account" -> issuer.token(payer.claim("wallet", WALLET).build());
            case "role as text" -> issuer.token(payer.claim("roles", "producer").build());
            case "role among others" ->
                issuer.token(payer.claim("roles", List.of("staff", "payer")).build());
            case "auditor" -> issuer.token(issuer.claims("mark", "auditor").build());
            case "ended a moment ago" ->
                issuer.token(payer.expirationTime(inSeconds(-10)).build());
            case "ended" -> issuer.token(payer.expirationTime(inSeconds(-60)).build());
            case "not begun" -> issuer.token(payer.notBeforeTime(inSeconds(60)).build());
            case "without an end" -> issuer.token(payer.expirationTime(null).build());
            case "for others" -> issuer.token(payer.audience("shop").build());
            case "for nobody" -> issuer.token(payer.audience(List.<String>of()).build());
            case "without a role" -> issuer.token(payer.claim("roles", null).build());
            case "role unknown" ->
                issuer.token(payer.claim("roles", List.of("king")).build());
            case "role in capitals" ->
                issuer.token(payer.claim("roles", List.of("PAYER")).build());
            case "two roles" ->
                issuer.token(payer.claim("roles", List.of("payer", "operator")).build());
            case "without a subject" -> issuer.token(payer.subject(null).build());
            case "subject of two lines" -> issuer.token(payer.subject("a\nb").build());
            case "account that is none" ->
                issuer.token(payer.claim("wallet", "0x12").build());
            case "signed by another" ->
                TestIssuer.signed(
                        JWSAlgorithm.ES256,
                        JOSEObjectType.JWT,
                        new ECKeyGenerator(Curve.P_256).keyID("elliptic").generate(),
                        payer.build());
            case "changed" -> {
                String good = issuer.token(payer.build());
                String other = issuer.token(payer.claim("roles", "operator").build());
                yield good.split("\\.", -1)[0] + "." + other.split("\\.", -1)[1] + "." + good.split("\\.", -1)[2];
            }
            case "of another type" -> issuer.token(new JOSEObjectType("logout+jwt"), payer.build());
            case "unsigned" -> new PlainJWT(payer.build()).serialize();
            case "of another issuer" ->
                issuer.token(payer.issuer("https://other.example").build());
            case "no token" -> "a.b.c";
            case "of another kind" -> "sk-or-v1-123";
            default -> throw new IllegalArgumentException(what);
        };
    }

    /** What is shown, by which method, and what is said: the caller and whose quota it counts for, or the refusal. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            good                 | POST | 200 sub:caller-1 PAYER key sub:caller-1
            good, RSA            | POST | 200 sub:caller-1 PAYER key sub:caller-1
            of an account        | POST | 200 sub:caller-1 PAYER WALLET key sub:caller-1
            role as text         | GET  | 200 sub:caller-1 PRODUCER key sub:caller-1
            role among others    | POST | 200 sub:caller-1 PAYER key sub:caller-1
            auditor              | GET  | 200 sub:mark AUDITOR key sub:mark
            auditor              | POST | 403 ROLE_FORBIDDEN
            ended a moment ago   | POST | 200 sub:caller-1 PAYER key sub:caller-1
            ended                | POST | 401 TOKEN_REFUSED
            not begun            | POST | 401 TOKEN_REFUSED
            without an end       | POST | 401 TOKEN_REFUSED
            for others           | POST | 401 TOKEN_REFUSED
            for nobody           | POST | 401 TOKEN_REFUSED
            without a role       | POST | 401 TOKEN_REFUSED
            role unknown         | POST | 401 TOKEN_REFUSED
            role in capitals     | POST | 401 TOKEN_REFUSED
            two roles            | POST | 401 TOKEN_REFUSED
            without a subject    | POST | 401 TOKEN_REFUSED
            subject of two lines | POST | 401 TOKEN_REFUSED
            account that is none | POST | 401 TOKEN_REFUSED
            signed by another    | POST | 401 TOKEN_REFUSED
            changed              | POST | 401 TOKEN_REFUSED
            of another type      | POST | 401 TOKEN_REFUSED
            unsigned             | POST | 401 TOKEN_REFUSED
            of another issuer    | POST | 200 nobody
            no token             | POST | 200 nobody
            of another kind      | POST | 200 nobody
            """)
    void aTokenIsWhatItsIssuerSigned(String what, String method, String expected) throws Exception {
        try (TestIssuer issuer = new TestIssuer();
                GuardedService service = service(Callers.from(Settings.of(issuer.settings())))) {
            String shown = token(issuer, what);
            for (int time = 1; time <= 2; time++) {
                HttpResponse<String> answer = service.send(method, "/a", "x", "Authorization", "Bearer " + shown);
                String said = answer.body().replaceAll("(?s)^\\{.*\"code\":\"([A-Z_]+)\".*$", "$1");
                assertThat(answer.statusCode() + " " + said.replace("\"", "").replace(WALLET, "WALLET"))
                        .as("time %d: %s", time, answer.body())
                        .isEqualToIgnoringCase(expected);
                assertThat(answer.body()).doesNotContain(shown);
                assertThat(GuardedService.header(answer, "WWW-Authenticate"))
                        .isEqualTo(
                                answer.statusCode() == 401 ? "Bearer realm=\"intake\", error=\"invalid_token\"" : "");
            }
        }
    }

    @Test
    void theKeysOfTheIssuerAreReadOnceAndGuessingReadsThemNoMore() throws Exception {
        try (TestIssuer issuer = new TestIssuer();
                GuardedService service = service(Callers.from(Settings.of(issuer.settings())))) {
            for (int i = 0; i < 20; i++) {
                String good = issuer.token(issuer.claims("caller-" + i, "payer").build());
                assertThat(service.send("POST", "/a", "x", "Authorization", "Bearer " + good)
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(issuer.asked()).isEqualTo(1);
            for (int i = 0; i < 20; i++) {
                String guessed = TestIssuer.signed(
                        JWSAlgorithm.ES256,
                        JOSEObjectType.JWT,
                        new ECKeyGenerator(Curve.P_256).keyID("guess-" + i).generate(),
                        issuer.claims("caller-1", "operator").build());
                assertThat(service.send("POST", "/a", "x", "Authorization", "Bearer " + guessed)
                                .statusCode())
                        .isIn(401, 503);
            }
            assertThat(issuer.asked()).isLessThan(5);
        }
    }

    @Test
    void aDocumentOfAnotherIssuerNamesNoKeys() throws Exception {
        try (TestIssuer issuer = new TestIssuer(true);
                GuardedService service = service(Callers.from(Settings.of(issuer.settings())))) {
            String token = issuer.token(issuer.claims("caller-1", "payer").build());
            assertThat(service.send("POST", "/a", "x", "Authorization", "Bearer " + token)
                            .body())
                    .contains("ISSUER_UNAVAILABLE");
            assertThat(issuer.asked()).isZero();
        }
    }

    /** A service starts without its issuer, says so to those who show a token, and goes on for all others. */
    @Test
    void withoutItsIssuerATokenIsNeitherGoodNorRefused() throws Exception {
        TestIssuer issuer = new TestIssuer();
        String token = issuer.token(issuer.claims("caller-1", "payer").build());
        issuer.close();
        try (GuardedService service = service(Callers.from(Settings.of(issuer.settings())))) {
            HttpResponse<String> answer = service.send("POST", "/a", "x", "Authorization", "Bearer " + token);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("ISSUER_UNAVAILABLE").doesNotContain(token);
            assertThat(GuardedService.header(answer, "Retry-After")).isEqualTo("5");
            assertThat(service.send("POST", "/a", "x").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            oidc.issuer=https://login.example                               | oidc.audience must be set
            oidc.audience=fluxledger                                        | oidc.issuer is not
            oidc.issuer=http://login.example,oidc.audience=fluxledger       | https address
            oidc.issuer=https://login.example?a=b,oidc.audience=fluxledger  | https address
            """)
    void whatDoesNotGoTogetherIsSaidAtTheStart(String settings, String said) {
        Map<String, String> values = new HashMap<>();
        for (String each : settings.split(",", -1)) {
            values.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        assertThatThrownBy(() -> Callers.from(Settings.of(values)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(said);
    }
}
