package io.fluxledger.settlement.config;

import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Settings;
import io.fluxledger.settlement.notify.WebhookSecret;
import io.fluxledger.settlement.plan.PayoutGate.ClaimMode;
import io.fluxledger.settlement.reconcile.OutsideUrl;
import io.fluxledger.settlement.schedule.RetrySchedule;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Settings of the KYC portal.
 *
 * @param required whether only providers are paid whose identity check was approved
 * @param claims who claims payouts
 * @param portal where notifications go; empty when nobody is told
 * @param outgoing signs notifications; there when the portal is
 * @param incoming verifies what the portal says; empty when it says nothing
 * @param retry when a notification is sent, and again
 */
public record IdentityConfig(
        boolean required,
        ClaimMode claims,
        Optional<URI> portal,
        Optional<WebhookSecret> outgoing,
        Optional<WebhookSecret> incoming,
        RetrySchedule retry) {
    private static final String RETRY = "PT0S,PT5S,PT5M,PT30M,PT2H,PT5H,PT10H,PT14H,PT20H,PT24H";

    /**
     * Keys {@code kyc.required} (false), {@code payout.claim} (automatic or portal), {@code kyc.portal.url} with
     * {@code kyc.outgoing.secret.file}, {@code kyc.incoming.secret.file} and {@code kyc.retry}.
     */
    static IdentityConfig from(Settings settings) {
        String portal = settings.string("kyc.portal.url", "");
        return new IdentityConfig(
                settings.flag("kyc.required", false),
                claims(settings.string("payout.claim", "automatic")),
                portal.isEmpty() ? Optional.empty() : Optional.of(portal(settings)),
                portal.isEmpty() ? Optional.empty() : Optional.of(secret(settings, "kyc.outgoing.secret")),
                settings.string("kyc.incoming.secret.file", "").isEmpty()
                        ? Optional.empty()
                        : Optional.of(secret(settings, "kyc.incoming.secret")),
                CheckConfig.schedule(settings, "kyc.retry", RETRY));
    }

    private static URI portal(Settings settings) {
        URI portal = settings.uri("kyc.portal.url");
        if (!OutsideUrl.isUsable(portal)) {
            throw new ConfigurationException("kyc.portal.url must be http or https, with a host and without fragment");
        }
        return portal;
    }

    private static ClaimMode claims(String mode) {
        try {
            return ClaimMode.valueOf(mode.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("payout.claim must be automatic or portal, not " + mode, e);
        }
    }

    private static WebhookSecret secret(Settings settings, String key) {
        try {
            return WebhookSecret.parse(settings.secret(key));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(key + ": " + e.getMessage(), e);
        }
    }
}
