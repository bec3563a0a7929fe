package io.fluxledger.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.settlement.notify.SignedMessage;
import io.fluxledger.settlement.notify.WebhookSecret;
import io.fluxledger.settlement.plan.UsageFigures;
import io.fluxledger.testkit.TestIssuer;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Providers' usage endpoints and a KYC portal over HTTP, which answer as the test says. */
final class Outside implements AutoCloseable {
    static final String SECRET =
            WebhookSecret.text("a secret of the settlement's tests".getBytes(StandardCharsets.UTF_8));

    /** What the portal got, whatever it answered. */
    record Received(String id, String body, boolean genuine) {}

    private final HttpService http =
            new HttpService(new HttpService.Config("127.0.0.1", 0, 64 * 1024), new Health(), new Metrics());
    private final Map<String, UsageFigures> usage = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final TestIssuer issuer = new TestIssuer();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int portalStatus = 200;

    Outside() {
        http.route("GET", "/usage/{provider}", this::usage);
        http.route("POST", "/webhooks", this::webhook);
        http.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + http.port() + path;
    }

    /** Settings of a worker that is told everything by the files of that directory, and asks and tells all of these. */
    Map<String, String> settings(Path dir) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap",
                TestKafka.shared().bootstrap(),
                "registry.url",
                TestRegistry.shared().url().toString(),
                "http.port",
                "0",
                "window",
                "PT876000H",
                "usage.endpoints.file",
                dir.resolve("endpoints.json").toString(),
                "usage.retry",
                "PT0S,PT0.05S",
                "usage.tolerance.calls",
                "0",
                "usage.tolerance.ppm",
                "0",
                "api.keys.file",
                dir.resolve("keys").toString(),
                "operator.key.sha256.file",
                dir.resolve("operator").toString()));
        settings.putAll(issuer.settings());
        settings.putAll(Map.of(
                "kyc.required", "true",
                "kyc.portal.url", url("/webhooks"),
                "kyc.outgoing.secret.file", dir.resolve("secret").toString(),
                "kyc.incoming.secret.file", dir.resolve("secret").toString(),
                "kyc.retry", "PT0S,PT0.1S,PT0.1S"));
        return settings;
    }

    /** A token by which a provider is known. */
    String token(String provider) {
        return issuer.token(
                issuer.claims("of-tests", "provider").claim("wallet", provider).build());
    }

    /** What that provider says that it did; before that it answers 503. */
    void says(String provider, UsageFigures figures) {
        usage.put(provider, figures);
    }

    /** How often a usage endpoint was asked. */
    int asked() {
        return asked.get();
    }

    void portalAnswers(int status) {
        portalStatus = status;
    }

    /** What the portal got of that type about that provider. */
    List<Received> received(String type, String provider) {
        return received.stream()
                .filter(r -> json(r.body()).path("type").asText().equals(type)
                        && json(r.body()).at("/data/provider").asText().equals(provider))
                .toList();
    }

    private HttpReply usage(HttpCall call) {
        asked.incrementAndGet();
        String provider = call.pathParameter("provider");
        UsageFigures figures = usage.get(provider);
        if (figures == null) {
            return HttpReply.text(503, "text/plain", "down");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("provider", provider);
        body.put("fromMs", Long.parseLong(String.valueOf(call.query("fromMs"))));
        body.put("toMs", Long.parseLong(String.valueOf(call.query("toMs"))));
        body.put("calls", figures.calls());
        body.put("inputTokens", figures.inputTokens());
        body.put("outputTokens", figures.outputTokens());
        body.put("gross", BigDecimal.valueOf(figures.grossNanos(), 9).toPlainString());
        return HttpReply.json(200, body);
    }

    private HttpReply webhook(HttpCall call) {
        SignedMessage message = SignedMessage.of(
                WebhookSecret.parse(SECRET),
                call.header(SignedMessage.ID),
                call.header(SignedMessage.TIMESTAMP),
                call.header(SignedMessage.SIGNATURE),
                call.body(),
                System.currentTimeMillis());
        received.add(new Received(
                String.valueOf(call.header(SignedMessage.ID)),
                new String(call.body(), StandardCharsets.UTF_8),
                message instanceof SignedMessage.Genuine));
        return HttpReply.text(portalStatus, "text/plain", "");
    }

    /** The file with the usage endpoints of those providers. */
    String endpoints(String... providers) {
        List<Map<String, String>> all = new ArrayList<>();
        for (String provider : providers) {
            all.add(Map.of("provider", provider, "url", url("/usage/" + provider)));
        }
        return Json.STRICT.valueToTree(all).toString();
    }

    static JsonNode json(String text) {
        try {
            return Json.STRICT.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        issuer.close();
    }
}
