package io.fluxledger.local.kyc;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.runtime.Settings;
import io.fluxledger.settlement.notify.SignedMessage;
import io.fluxledger.settlement.notify.WebhookSecret;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandbox portal as a process. It takes the worker's notifications, and approves a provider at the first one about funds
 * to claim, unless the worker knows a status of it. {@code POST /providers/{address}/status} says something else about one,
 * {@code POST /pause} takes the portal down and {@code POST /resume} brings it back.
 */
public final class SandboxPortalMain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxPortalMain.class);
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_KEPT = 10_000;
    private static final String CLAIMABLE = "payout.claimable";

    private final HttpService http;
    private final WebhookSecret notifications;
    private final StatusSender sender;
    private final Map<String, JsonNode> received = new LinkedHashMap<>();
    private final Map<String, String> statuses = new LinkedHashMap<>();
    private int deliveries;
    private boolean paused;

    private SandboxPortalMain(Settings settings) {
        HttpService.Config config =
                new HttpService.Config(settings.string("http.host"), settings.integer("http.port"), MAX_BODY_BYTES);
        notifications = WebhookSecret.parse(settings.secret("notifications.secret"));
        sender = new StatusSender(
                settings.uri("settlement.url").resolve("/v1/kyc/webhook"),
                WebhookSecret.parse(settings.secret("statuses.secret")));
        settings.assertAllRead();
        http = new HttpService(config, new Health(), new Metrics());
        http.route("POST", "/webhooks", this::take);
        http.route("GET", "/notifications", call -> list());
        http.route("POST", "/providers/{address}/status", this::status);
        http.route("POST", "/pause", call -> pause(true));
        http.route("POST", "/resume", call -> pause(false));
    }

    public static void main(String[] args) {
        ServiceRunner.run("kyc-sandbox", args, settings -> {
            SandboxPortalMain portal = new SandboxPortalMain(settings);
            portal.http.start();
            LOG.warn(
                    "LOCAL SANDBOX of a KYC portal on port {}: approves everybody, not for production",
                    portal.http.port());
            return portal;
        });
    }

    private HttpReply take(HttpCall call) throws IOException {
        SignedMessage message = SignedMessage.of(
                notifications,
                call.header(SignedMessage.ID),
                call.header(SignedMessage.TIMESTAMP),
                call.header(SignedMessage.SIGNATURE),
                call.body(),
                System.currentTimeMillis());
        if (!(message instanceof SignedMessage.Genuine genuine)) {
            return HttpReply.problem(Problem.of(
                    401, "NOT_GENUINE", "Not genuine", message.getClass().getSimpleName()));
        }
        JsonNode body = Json.STRICT.readTree(call.body());
        String provider = body.path("data").path("provider").asText();
        boolean approve;
        synchronized (this) {
            if (paused) {
                return HttpReply.problem(Problem.of(503, "PAUSED", "Paused", "the sandbox portal is paused"));
            }
            deliveries++;
            if (received.size() < MAX_KEPT) {
                received.putIfAbsent(genuine.id(), body);
            }
            // What was said before a start of this process is known to the worker, and told by it.
            approve = body.path("type").asText().equals(CLAIMABLE)
                    && body.path("data").path("identity").asText().equals("unknown")
                    && statuses.putIfAbsent(provider, "approved") == null;
        }
        if (approve) {
            sender.send(provider, "approved", "sandbox: nobody was checked");
        }
        return HttpReply.json(200, Map.of("received", true));
    }

    private synchronized HttpReply list() {
        List<Map<String, Object>> all = new ArrayList<>();
        received.forEach((id, body) -> all.add(Map.of("id", id, "body", body)));
        return HttpReply.json(200, Map.of("sandbox", true, "deliveries", deliveries, "notifications", all));
    }

    private HttpReply status(HttpCall call) {
        String provider = call.pathParameter("address").toLowerCase(Locale.ROOT);
        String status = call.json().path("status").asText();
        synchronized (this) {
            statuses.put(provider, status);
        }
        sender.send(provider, status, call.json().path("reason").asText("sandbox"));
        return HttpReply.json(202, Map.of("provider", provider, "status", status));
    }

    private synchronized HttpReply pause(boolean pause) {
        paused = pause;
        return HttpReply.json(200, Map.of("paused", pause));
    }

    @Override
    public void close() {
        sender.close();
        http.close();
    }
}
