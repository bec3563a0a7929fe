package io.fluxledger.runtime.access;

import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Settings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An OpenID Connect issuer whose tokens are good here.
 *
 * @param uri as its tokens and its configuration document name it, letter by letter
 * @param audience what tokens for this deployment name as {@code aud}
 * @param roleClaim path of the claim with the role, dots between names: a text or an array of texts, one of which is a role of ours
 * @param accountClaim path of the claim with the account's address; it may be missing
 */
record TokenIssuer(URI uri, String audience, String roleClaim, String accountClaim) {
    /** Keys {@code oidc.issuer}, {@code oidc.audience}, {@code oidc.role.claim} and {@code oidc.account.claim}; none without the first. */
    static Optional<TokenIssuer> from(Settings settings) {
        String audience = settings.string("oidc.audience", "");
        String roleClaim = settings.string("oidc.role.claim", "roles");
        String accountClaim = settings.string("oidc.account.claim", "wallet");
        if (settings.string("oidc.issuer", "").isEmpty()) {
            if (!audience.isEmpty()) {
                throw new ConfigurationException("oidc.audience is set, and oidc.issuer is not: set both or none");
            }
            return Optional.empty();
        }
        if (audience.isEmpty()) {
            throw new ConfigurationException(
                    "oidc.audience must be set with oidc.issuer: otherwise tokens for others would be good here");
        }
        return Optional.of(new TokenIssuer(
                requireSafe("oidc.issuer", settings.uri("oidc.issuer")), audience, roleClaim, accountClaim));
    }

    /**
     * An address that keys may be read from: by TLS, or on this machine.
     *
     * @throws ConfigurationException naming it
     */
    static URI requireSafe(String name, URI uri) {
        boolean safe = uri.getHost() != null
                && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && isLoopback(uri.getHost())));
        if (!safe || uri.getQuery() != null || uri.getFragment() != null) {
            throw new ConfigurationException(name + " must be an https address without query: " + uri);
        }
        return uri;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
