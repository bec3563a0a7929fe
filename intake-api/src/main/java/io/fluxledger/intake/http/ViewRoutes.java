package io.fluxledger.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.intake.accept.Amounts;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EthAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What payers may look at: their account and their intents. */
public final class ViewRoutes {
    private static final Map<String, String> BUCKETS = Map.of(
            "PAYER_AVAILABLE", "available",
            "PAYER_LOCKED", "locked",
            "PAYER_WITHDRAWING", "withdrawing",
            "PAYER_ESCROW_LOCKED", "escrowLocked",
            "PAYER_ESCROW_VOIDING", "escrowVoiding");

    private final LedgerViews views;

    public ViewRoutes(LedgerViews views) {
        this.views = views;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("GET", "/v1/accounts/{address}", RetryAfter.around(this::account))
                .route("GET", "/v1/intents/{id}", RetryAfter.around(this::intent));
    }

    private HttpReply account(HttpCall call) {
        String payer = address(call.pathParameter("address"), "address");
        String needed = call.query("needed");
        Optional<JsonNode> found = views.accountWithSessions(payer);
        Map<String, Long> totals = new LinkedHashMap<>();
        for (String bucket : new String[] {"available", "locked", "withdrawing", "escrowLocked", "escrowVoiding"}) {
            totals.put(bucket, 0L);
        }
        Map<Long, Map<String, Object>> chains = new TreeMap<>();
        found.ifPresent(account -> {
            for (JsonNode balance : account.path("balances")) {
                String bucket = BUCKETS.get(balance.path("account").asText());
                if (bucket != null) {
                    long nanos = Long.parseLong(balance.path("amountNanos").asText());
                    totals.merge(bucket, nanos, Math::addExact);
                    chains.computeIfAbsent(balance.path("chainId").asLong(), c -> new TreeMap<>())
                            .put(bucket, Answers.usdc(nanos));
                }
            }
        });
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("payer", payer);
        body.put("state", state(found, totals, needed == null ? 1 : Amounts.nanos(needed, "needed")));
        totals.forEach((bucket, nanos) -> body.put(bucket, Answers.usdc(nanos)));
        body.put("chains", chains);
        body.put("openIntents", found.map(a -> a.path("openIntents").asLong()).orElse(0L));
        List<Map<String, Object>> sessions = new ArrayList<>();
        found.ifPresent(account -> account.path("sessions").forEach(session -> sessions.add(session(session))));
        body.put("sessions", sessions);
        found.ifPresent(account -> body.put("asOf", asOf(account)));
        return HttpReply.json(200, body);
    }

    private static Map<String, Object> session(JsonNode session) {
        long limitNanos = Long.parseLong(session.path("limitNanos").asText());
        long committedNanos = Long.parseLong(session.path("committedNanos").asText());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sessionKey", session.path("sessionKey").asText());
        body.put("state", session.path("state").asText());
        body.put("limit", Answers.usdc(limitNanos));
        body.put("committed", Answers.usdc(committedNanos));
        body.put("left", Answers.usdc(limitNanos - committedNanos));
        body.put("openIntents", session.path("openIntents").asLong());
        body.put("expiresMs", session.path("expiresMs").asLong());
        body.put("chainId", session.path("chainId").asLong());
        if (session.hasNonNull("provider")) {
            body.put("provider", session.path("provider").asText());
        }
        return body;
    }

    /** @param neededNanos what the next call may cost at most; at least 1 */
    private static String state(Optional<JsonNode> account, Map<String, Long> totals, long neededNanos) {
        if (totals.values().stream().anyMatch(nanos -> nanos > 0)) {
            return totals.getOrDefault("available", 0L) >= neededNanos ? "has_credits" : "insufficient_credits";
        }
        // A debt is paid first by what comes in.
        if (account.map(a -> a.path("frozen").asBoolean()).orElse(false)) {
            return "insufficient_credits";
        }
        return account.map(a -> a.path("withdrew").asBoolean()).orElse(false) ? "withdrew_funds" : "no_credits";
    }

    /** Up to which input a view is. */
    public static Map<String, Object> asOf(JsonNode node) {
        Map<String, Object> asOf = new LinkedHashMap<>();
        if (node.has("accountSequence")) {
            asOf.put("accountSequence", node.path("accountSequence").asLong());
        }
        asOf.put("inputOffset", node.path("inputOffset").asLong());
        asOf.put("clockMs", node.path("clockMs").asLong());
        return asOf;
    }

    private HttpReply intent(HttpCall call) {
        String payer = address(call.query("payer"), "payer");
        String intentId = call.pathParameter("id");
        JsonNode intent = views.intent(payer, intentId)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "UNKNOWN_INTENT", "Unknown intent", payer + " has no intent " + intentId)));
        long max = Long.parseLong(intent.path("maxAmountNanos").asText());
        long captured = Long.parseLong(intent.path("capturedNanos").asText());
        String status = intent.path("status").asText();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("intentId", intentId);
        body.put("payer", payer);
        body.put("status", status);
        body.put("funding", intent.path("funding").asText());
        // A closed intent is remembered without what only an open one needs.
        if (intent.has("payoutMode")) {
            body.put("payoutMode", intent.path("payoutMode").asText());
        }
        body.put("provider", intent.path("provider").asText());
        body.put("maxAmount", Answers.usdc(max));
        body.put("used", Answers.usdc(Long.parseLong(intent.path("usedNanos").asText())));
        boolean closed = status.equals("SETTLED") || status.equals("REFUNDED") || status.equals("EXPIRED");
        if (closed) {
            body.put("captured", Answers.usdc(captured));
            body.put("refunded", Answers.usdc(max - captured));
        }
        if (intent.has("deadlineMs")) {
            body.put("deadlineMs", intent.path("deadlineMs").asLong());
        }
        body.put("payoutChainId", intent.path("payoutChainId").asLong());
        body.put("asOf", asOf(intent));
        return HttpReply.json(200, body);
    }

    /** The address in its canonical form; a problem that names the field where it is none. */
    public static String address(@Nullable String text, String field) {
        if (text == null) {
            throw new ProblemException(Problem.of(400, "MISSING_FIELD", "Missing parameter", field + " is required")
                    .withField(field));
        }
        try {
            return EthAddress.parse(text).toString();
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.of(400, "INVALID_ADDRESS", "Invalid address", String.valueOf(e.getMessage()))
                            .withField(field));
        }
    }
}
