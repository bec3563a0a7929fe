package io.fluxledger.local.stack;

import java.net.URI;
import java.util.Map;

/**
 * Whose tokens the services take beside the stack's own keys.
 *
 * @param issuer address of an OpenID Connect issuer, as its tokens name it; empty where there is none
 * @param audience what its tokens for this stack name as {@code aud}
 * @param roleClaim path of the claim with the role
 * @param accountClaim path of the claim with the account's address
 */
public record IssuerSettings(String issuer, String audience, String roleClaim, String accountClaim) {
    /** Keys alone are good. */
    public static final IssuerSettings NONE = new IssuerSettings("", "fluxledger", "roles", "wallet");

    public IssuerSettings {
        if (!issuer.isEmpty()) {
            requireAddress(issuer);
        }
        if (audience.isBlank() || roleClaim.isBlank() || accountClaim.isBlank()) {
            throw new StackException("audience, role claim and account claim of an issuer must not be empty");
        }
    }

    private static void requireAddress(String issuer) {
        try {
            if (URI.create(issuer).getHost() != null) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw new StackException("the issuer must be an address, is " + issuer, e);
        }
        throw new StackException("the issuer must be an address such as https://login.example.com, is " + issuer);
    }

    /** Configuration of each service that knows callers. */
    Map<String, String> ofAService() {
        return issuer.isEmpty()
                ? Map.of()
                : Map.of(
                        "oidc.issuer", issuer,
                        "oidc.audience", audience,
                        "oidc.role.claim", roleClaim,
                        "oidc.account.claim", accountClaim);
    }
}
