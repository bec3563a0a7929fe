package io.fluxledger.audit.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.Settings;
import io.fluxledger.runtime.access.ApiKey;
import io.fluxledger.runtime.access.ApiKeys;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.runtime.access.Role;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.testkit.TestIssuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicLong nowMs = new AtomicLong();
    private final ApiKey.Made auditor = ApiKey.make(Role.AUDITOR, Optional.empty(), RANDOM);

    @TempDir
    Path dir;

    private Path file;
    private Sessions sessions;
    private HttpService http;

    @BeforeEach
    void start() throws Exception {
        file = dir.resolve("keys");
        has("# callers\n\n" + auditor.key().line());
        Callers callers = Callers.of(ApiKeys.read(file));
        sessions = new Sessions(callers, nowMs::get);
        ReadAccess access = new ReadAccess(callers, sessions);
        http = new HttpService(new HttpService.Config("127.0.0.1", 0, 1_024), new Health(), new Metrics());
        http.route("GET", "/who", call -> HttpReply.json(200, Map.of("all", access.seesAll(call))));
        http.start();
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private void has(String lines) throws Exception {
        Files.writeString(file, lines + "\n");
    }

    private boolean seesAll(String header, String value) throws Exception {
        return seesAll(http.port(), header, value);
    }

    private static boolean seesAll(int port, String header, String value) throws Exception {
        String body = HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/who"))
                                .header(header, value)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return body.contains("true");
    }

    private boolean isGood(String cookie) throws Exception {
        return seesAll("Cookie", cookie);
    }

    private String begin() {
        return sessions.begin(auditor.secret(), false).orElseThrow().split(";", -1)[0];
    }

    @ParameterizedTest
    @EnumSource
    void auditorsAndOperatorsSeeAll(Role role) throws Exception {
        for (Optional<EthAddress> account :
                List.of(Optional.<EthAddress>empty(), Optional.of(EthAddress.parse("0x" + "a1".repeat(20))))) {
            ApiKey.Made key = ApiKey.make(role, account, RANDOM);
            has(key.key().line());
            Callers callers = Callers.of(ApiKeys.read(file));
            boolean may = role == Role.AUDITOR || role == Role.OPERATOR;
            assertThat(new Sessions(callers, nowMs::get)
                            .begin(key.secret(), false)
                            .isPresent())
                    .as(key.key().toString())
                    .isEqualTo(may);
        }
    }

    @Test
    void aSessionIsAsGoodAsItsKeyAndEnds() throws Exception {
        String cookie = begin();
        assertThat(isGood(cookie)).isTrue();
        assertThat(isGood("a=b; " + cookie)).isTrue();
        assertThat(isGood(cookie.replaceFirst(".$", "x"))).isFalse();
        assertThat(seesAll("Authorization", "Bearer " + auditor.secret())).isTrue();
        nowMs.addAndGet(Sessions.LONGEST.toMillis());
        assertThat(isGood(cookie)).isFalse();
    }

    @Test
    void aKeyThatWasRevokedIsNoneAnyMore() throws Exception {
        String cookie = begin();
        has("# nobody");
        await().atMost(PATIENCE).until(() -> !isGood(cookie));
        assertThat(sessions.begin(auditor.secret(), false)).isEmpty();
        assertThat(seesAll("Authorization", "Bearer " + auditor.secret())).isFalse();
    }

    /** The id says which key is meant, not that it is the same. */
    @Test
    void anotherKeyUnderTheSameIdEndsTheSession() throws Exception {
        String cookie = begin();
        ApiKey.Made other = ApiKey.make(Role.AUDITOR, Optional.empty(), RANDOM);
        has(other.key().line().replace(other.key().id(), auditor.key().id()));
        await().atMost(PATIENCE).until(() -> !isGood(cookie));
    }

    /** As everywhere: a file that cannot be read leaves the keys as they were. */
    @Test
    void aFileThatIsGoneOrWrongLeavesTheKeysAsTheyWere() throws Exception {
        String cookie = begin();
        has("nonsense\n"
                + ApiKey.make(Role.AUDITOR, Optional.empty(), RANDOM).key().line());
        await().during(Duration.ofMillis(1_500)).atMost(PATIENCE).until(() -> isGood(cookie));
        Files.delete(file);
        await().during(Duration.ofMillis(1_500)).atMost(PATIENCE).until(() -> isGood(cookie));
    }

    /** The clock of this machine, put forward. */
    private static final class Forward extends Clock {
        private final AtomicLong byMs = new AtomicLong();

        @Override
        public Instant instant() {
            return Instant.now().plusMillis(byMs.get());
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

    @Test
    void aSessionByATokenEndsWithIt() throws Exception {
        Forward clock = new Forward();
        try (TestIssuer issuer = new TestIssuer()) {
            Callers callers = Callers.from(Settings.of(issuer.settings()), clock);
            Sessions byToken = new Sessions(callers, nowMs::get);
            HttpService own =
                    new HttpService(new HttpService.Config("127.0.0.1", 0, 1_024), new Health(), new Metrics());
            own.route(
                    "GET",
                    "/who",
                    call -> HttpReply.json(200, Map.of("all", new ReadAccess(callers, byToken).seesAll(call))));
            try (HttpService asked = own.start()) {
                assertThat(byToken.arePossible()).isTrue();
                assertThat(byToken.begin(
                                issuer.token(issuer.claims("pam", "payer").build()), false))
                        .isEmpty();
                JWTClaimsSet claims = issuer.claims("mark", "auditor").build();
                Duration left = Duration.between(
                        Instant.now(), claims.getExpirationTime().toInstant());
                String token = issuer.token(claims);
                String cookie = byToken.begin(token, false).orElseThrow().split(";", -1)[0];
                clock.byMs.set(left.minusMinutes(5).toMillis());
                assertThat(seesAll(asked.port(), "Cookie", cookie)).isTrue();
                assertThat(seesAll(asked.port(), "Authorization", "Bearer " + token))
                        .isTrue();
                clock.byMs.set(left.toMillis());
                assertThat(seesAll(asked.port(), "Cookie", cookie)).isFalse();
            }
        }
    }

    @Test
    void withoutAFileNobodySignsIn() {
        Sessions none = new Sessions(Callers.NONE, nowMs::get);
        assertThat(none.arePossible()).isFalse();
        assertThat(none.begin(auditor.secret(), false)).isEmpty();
    }
}
