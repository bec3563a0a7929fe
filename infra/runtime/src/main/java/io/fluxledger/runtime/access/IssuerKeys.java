package io.fluxledger.runtime.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an issuer signs with, where its configuration document says they are. They are looked for when the first token comes,
 * so that a service starts without its issuer; kept for five minutes, and for an hour more while the issuer does not answer.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration WITHOUT_ISSUER = Duration.ofHours(1);
    private static final int MAX_BYTES = 256 * 1_024;
    private static final String DOCUMENT = "/.well-known/openid-configuration";

    private final URI issuer;
    private @Nullable JWKSource<SecurityContext> found;
    private @Nullable String failure;
    private long failedNanos;

    IssuerKeys(URI issuer) {
        this.issuer = issuer;
    }

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
        return source().get(selector, context);
    }

    private synchronized JWKSource<SecurityContext> source() throws KeySourceException {
        JWKSource<SecurityContext> known = found;
        if (known != null) {
            return known;
        }
        if (failure != null && System.nanoTime() - failedNanos < AGAIN.toNanos()) {
            throw new RemoteKeySourceException(failure, null);
        }
        try {
            JWKSource<SecurityContext> source = JWKSourceBuilder.create(
                            keysAddress().toURL(), retriever())
                    .refreshAheadCache(false)
                    .retrying(true)
                    .outageTolerant(WITHOUT_ISSUER.toMillis())
                    .build();
            found = source;
            failure = null;
            return source;
        } catch (IOException | IllegalArgumentException | ConfigurationException e) {
            String why = "the configuration of " + issuer + " cannot be read: " + e.getMessage();
            failure = why;
            failedNanos = System.nanoTime();
            throw new RemoteKeySourceException(why, e);
        }
    }

    private URI keysAddress() throws IOException {
        String base = issuer.toString();
        URI address = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + DOCUMENT);
        JsonNode document = Json.STRICT.readTree(
                retriever().retrieveResource(address.toURL()).getContent());
        if (!document.path("issuer").asText().equals(base)) {
            throw new IOException("it is that of another issuer");
        }
        return TokenIssuer.requireSafe(
                "jwks_uri", URI.create(document.path("jwks_uri").asText()));
    }

    private static DefaultResourceRetriever retriever() {
        int timeoutMs = Math.toIntExact(TIMEOUT.toMillis());
        return new DefaultResourceRetriever(timeoutMs, timeoutMs, MAX_BYTES);
    }
}
