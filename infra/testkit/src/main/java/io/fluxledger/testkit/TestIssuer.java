package io.fluxledger.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID Connect issuer on this machine: its configuration document, its keys, and tokens that it signs. */
public final class TestIssuer implements AutoCloseable {
    /** What its good tokens name as audience. */
    public static final String AUDIENCE = "fluxledger";

    private static final int RSA_BITS = 2_048;
    private static final int HOUR_S = 3_600;

    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private final ECKey elliptic;
    private final RSAKey rsa;

    /** Its keys are fresh. */
    public TestIssuer() {
        this(false);
    }

    /** @param pretender whether its configuration document is that of another issuer */
    public TestIssuer(boolean pretender) {
        try {
            elliptic = new ECKeyGenerator(Curve.P_256).keyID("elliptic").generate();
            rsa = new RSAKeyGenerator(RSA_BITS).keyID("rsa").generate();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(
                        exchange,
                        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}"
                                .formatted(pretender ? "https://other.example" : url(), url())));
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            answer(
                    exchange,
                    new JWKSet(List.<JWK>of(elliptic, rsa)).toPublicJWKSet().toString());
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** As its tokens name it. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How often its keys were read. */
    public int asked() {
        return asked.get();
    }

    /** Settings of a service that takes its tokens. */
    public Map<String, String> settings() {
        return Map.of("oidc.issuer", url(), "oidc.audience", AUDIENCE);
    }

    /** Claims of a token that is good for an hour. */
    public JWTClaimsSet.Builder claims(String subject, String role) {
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .audience(AUDIENCE)
                .subject(subject)
                .claim("roles", List.of(role))
                .expirationTime(Date.from(Instant.now().plusSeconds(HOUR_S)));
    }

    /** Signed by its elliptic key. */
    public String token(JWTClaimsSet claims) {
        return token(JOSEObjectType.JWT, claims);
    }

    /** As {@link #token(JWTClaimsSet)}, of any type. */
    public String token(JOSEObjectType type, JWTClaimsSet claims) {
        return signed(JWSAlgorithm.ES256, type, elliptic, claims);
    }

    /** Signed by its RSA key. */
    public String rsaToken(JWTClaimsSet claims) {
        return signed(JWSAlgorithm.RS256, new JOSEObjectType("at+jwt"), rsa, claims);
    }

    /** Signed by any key, under any header. */
    public static String signed(JWSAlgorithm algorithm, JOSEObjectType type, JWK key, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(algorithm)
                            .type(type)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            JWSSigner signer = key instanceof ECKey curve ? new ECDSASigner(curve) : new RSASSASigner(key.toRSAKey());
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
