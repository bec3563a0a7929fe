package io.fluxledger.local;

import io.fluxledger.local.stack.IssuerSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose tokens a stack takes; what is not given stays as it was. */
final class IssuerOptions {
    @Option(
            names = "--oidc-issuer",
            paramLabel = "URL",
            description = "OpenID Connect issuer whose tokens are good beside keys, by https or on this machine;"
                    + " '' for none. At first none, later as it was; a service that runs keeps what it had.")
    private @Nullable String issuer;

    @Option(
            names = "--oidc-audience",
            paramLabel = "NAME",
            description = "What its tokens for this stack name as aud; at first fluxledger, later as it was.")
    private @Nullable String audience;

    @Option(
            names = "--oidc-role-claim",
            paramLabel = "PATH",
            description = "Claim with the role, dots between names; at first roles, later as it was.")
    private @Nullable String roleClaim;

    @Option(
            names = "--oidc-account-claim",
            paramLabel = "PATH",
            description = "Claim with the account's address; at first wallet, later as it was.")
    private @Nullable String accountClaim;

    IssuerSettings over(IssuerSettings before) {
        return new IssuerSettings(
                issuer == null ? before.issuer() : issuer,
                audience == null ? before.audience() : audience,
                roleClaim == null ? before.roleClaim() : roleClaim,
                accountClaim == null ? before.accountClaim() : accountClaim);
    }
}
