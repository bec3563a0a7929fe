package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.intake.http.RetryAfter;
import io.fluxledger.intake.http.ViewRoutes;
import io.fluxledger.pricing.check.HoldReason;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /v1/requests/{id}}: where a paid call is. The ledger says what became of its money; the process that carries the call
 * knows its steps, any other derives the state from the ledger.
 */
final class RequestRoutes {
    private final RequestLog requests;
    private final LedgerViews views;

    RequestRoutes(RequestLog requests, LedgerViews views) {
        this.requests = requests;
        this.views = views;
    }

    void addTo(HttpService http) {
        http.route("GET", "/v1/requests/{id}", RetryAfter.around(this::request));
    }

    private HttpReply request(HttpCall call) {
        String payer = ViewRoutes.address(call.query("payer"), "payer");
        String id = call.pathParameter("id");
        Optional<RequestLog.Carried> carried = requests.find(payer, id);
        Optional<JsonNode> intent = views.intent(payer, id);
        if (carried.isEmpty() && intent.isEmpty()) {
            throw new ProblemException(
                    Problem.of(404, "UNKNOWN_REQUEST", "Unknown request", payer + " has no request " + id));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("requestId", id);
        body.put("payer", payer);
        Optional<String> closed = intent.map(i -> i.path("status").asText()).flatMap(RequestRoutes::outcome);
        RequestLog.State state = closed.isPresent()
                ? RequestLog.State.DONE
                : carried.map(RequestLog.Carried::state)
                        .orElseGet(() -> intent.map(RequestRoutes::derived).orElse(RequestLog.State.PAYMENT_RECEIVED));
        body.put("state", state.text());
        closed.or(() -> carried.flatMap(RequestLog.Carried::outcome))
                .ifPresent(outcome -> body.put("outcome", outcome));
        carried.ifPresent(entry -> addSteps(body, entry));
        intent.ifPresent(i -> addIntent(body, i));
        return HttpReply.json(200, body);
    }

    /** How a closed intent ended; the deadline gives back as a refund does. */
    private static Optional<String> outcome(String status) {
        return switch (status) {
            case "SETTLED" -> Optional.of("SETTLED");
            case "REFUNDED", "EXPIRED" -> Optional.of("REFUNDED");
            default -> Optional.empty();
        };
    }

    private static RequestLog.State derived(JsonNode intent) {
        if (intent.path("status").asText().equals("PENDING")) {
            return RequestLog.State.PAYMENT_RECEIVED;
        }
        return Long.parseLong(intent.path("usedNanos").asText("0")) > 0
                ? RequestLog.State.LOGGING_METRICS
                : RequestLog.State.PROCESSING_REQUEST;
    }

    private static void addSteps(Map<String, Object> body, RequestLog.Carried entry) {
        body.put("provider", entry.provider());
        List<Map<String, Object>> steps = new ArrayList<>();
        for (RequestLog.Step step : entry.steps()) {
            steps.add(Map.of("state", step.state().text(), "atMs", step.at().toEpochMilli()));
        }
        body.put("steps", steps);
        if (!entry.reasons().isEmpty()) {
            body.put("reasons", reasons(entry.reasons()));
        }
    }

    static List<Map<String, String>> reasons(List<HoldReason> reasons) {
        return reasons.stream()
                .map(reason -> Map.of(
                        "code", reason.code().name(),
                        "field", reason.field(),
                        "detail", reason.detail()))
                .toList();
    }

    private static void addIntent(Map<String, Object> body, JsonNode intent) {
        body.put("status", intent.path("status").asText());
        body.put(
                "maxAmount",
                Answers.usdc(Long.parseLong(intent.path("maxAmountNanos").asText())));
        body.put("used", Answers.usdc(Long.parseLong(intent.path("usedNanos").asText())));
        body.put("asOf", ViewRoutes.asOf(intent));
    }
}
