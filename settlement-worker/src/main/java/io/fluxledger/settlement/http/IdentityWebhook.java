package io.fluxledger.settlement.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.KycSource;
import io.fluxledger.events.KycStatus;
import io.fluxledger.events.KycStatusChanged;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.settlement.notify.SignedMessage;
import io.fluxledger.settlement.notify.WebhookSecret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/**
 * Takes from the KYC portal how providers' identity checks stand: {@code kyc.status_changed} with the headers of Standard
 * Webhooks. A message is answered when it stands on the log; sent again, it is recognised by its id.
 */
public final class IdentityWebhook {
    private static final String TYPE = "kyc.status_changed";

    private final OnWorker worker;
    private final Optional<WebhookSecret> secret;
    private final Clock clock;

    /** @param secret empty when no portal is configured: then everything is refused */
    public IdentityWebhook(OnWorker worker, Optional<WebhookSecret> secret, Clock clock) {
        this.worker = worker;
        this.secret = secret;
        this.clock = clock;
    }

    public void addTo(HttpService http) {
        http.route("POST", "/v1/kyc/webhook", this::take);
    }

    private HttpReply take(HttpCall call) throws InterruptedException {
        if (secret.isEmpty()) {
            return HttpReply.problem(Problem.of(
                    403, "KYC_NOT_CONFIGURED", "No KYC portal", "this deployment takes no messages of a KYC portal"));
        }
        SignedMessage message = SignedMessage.of(
                secret.get(),
                call.header(SignedMessage.ID),
                call.header(SignedMessage.TIMESTAMP),
                call.header(SignedMessage.SIGNATURE),
                call.body(),
                clock.millis());
        return switch (message) {
            case SignedMessage.Genuine genuine -> take(call, genuine);
            case SignedMessage.Incomplete incomplete ->
                HttpReply.problem(
                        Problem.of(400, "INVALID_HEADER", "Invalid header", "the header is missing or malformed")
                                .withField(incomplete.header()));
            case SignedMessage.OutOfTime _ ->
                HttpReply.problem(Problem.of(
                                401,
                                "MESSAGE_OUT_OF_TIME",
                                "Too old, or from the future",
                                "a message is taken within " + SignedMessage.TOLERANCE.toSeconds() + " s of its time")
                        .withField(SignedMessage.TIMESTAMP));
            case SignedMessage.Forged _ ->
                HttpReply.problem(Problem.of(
                                401, "SIGNATURE_MISMATCH", "Wrong signature", "it is not signed with the agreed secret")
                        .withField(SignedMessage.SIGNATURE));
        };
    }

    private HttpReply take(HttpCall call, SignedMessage.Genuine message) throws InterruptedException {
        JsonNode json = call.json();
        OrderFields body = OrderFields.of(json, Set.of("type", "timestamp", "data"));
        if (!body.text("type").equals(TYPE)) {
            throw OrderFields.problem("INVALID_FIELD", "type", TYPE + " is needed");
        }
        OrderFields data = body.object("data", Set.of("provider", "status", "reason"));
        KycStatusChanged said = new KycStatusChanged(
                PayoutOrders.address(data.address("provider")),
                data.choice("status", KycStatus.class),
                KycSource.WEBHOOK,
                message.id(),
                PayoutOrders.hash(new String(call.body(), StandardCharsets.ISO_8859_1)),
                effectiveMs(body.text("timestamp")),
                data.has("reason") ? data.text("reason") : "",
                clock.millis());
        return PayoutOrders.identityReply(worker.ask(lead -> lead.desk().identity(said)));
    }

    /** A status cannot begin in the future, or nothing said until then would count; the portal's clock may be a little ahead. */
    private long effectiveMs(String timestamp) {
        try {
            long nowMs = clock.millis();
            long effectiveMs = Instant.parse(timestamp).toEpochMilli();
            if (effectiveMs > nowMs + SignedMessage.TOLERANCE.toMillis()) {
                throw OrderFields.problem("INVALID_FIELD", "timestamp", "is in the future");
            }
            return Math.min(effectiveMs, nowMs);
        } catch (DateTimeParseException e) {
            throw OrderFields.problem("INVALID_FIELD", "timestamp", "a time such as 2026-01-01T00:00:00Z is needed");
        }
    }
}
