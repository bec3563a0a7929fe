package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.Address20;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.RefundReason;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.intake.http.RetryAfter;
import io.fluxledger.intake.http.TraceContext;
import io.fluxledger.intake.http.ViewRoutes;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.runtime.access.OperatorKey;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.IntentIds;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.signatures.EthAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Held calls and what the operator decides about them. The receipt of a held call is on the log already, so that the decision
 * is a settlement or a refund, and any intake can take it.
 */
final class ReviewRoutes {
    private static final String PATH = "/v1/operator/reviews";
    private static final Set<String> FIELDS = Set.of("payer", "intentId", "decision");
    private static final int MAX_LISTED = 1_000;

    private final RequestLog requests;
    private final LedgerViews views;
    private final InputPublisher publisher;
    private final OperatorKey key;

    ReviewRoutes(RequestLog requests, LedgerViews views, InputPublisher publisher, OperatorKey key) {
        this.requests = requests;
        this.views = views;
        this.publisher = publisher;
        this.key = key;
    }

    void addTo(HttpService http) {
        http.route("GET", PATH, key.guard(RetryAfter.around(this::list)));
        http.route("POST", PATH, key.guard(RetryAfter.around(this::decide)));
    }

    private HttpReply list(HttpCall call) {
        List<Map<String, Object>> held = new ArrayList<>();
        for (RequestLog.Carried entry :
                requests.held().stream().limit(MAX_LISTED).toList()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("payer", entry.payer());
            item.put("intentId", entry.intentId());
            item.put("provider", entry.provider());
            item.put("heldAtMs", entry.steps().getLast().at().toEpochMilli());
            item.put("reasons", RequestRoutes.reasons(entry.reasons()));
            held.add(item);
        }
        return HttpReply.json(200, Map.of("held", held));
    }

    private HttpReply decide(HttpCall call) {
        JsonNode body = call.json();
        if (!body.isObject()) {
            throw invalid("WRONG_TYPE", null, "the body must be a JSON object");
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw invalid("UNKNOWN_FIELD", name, name + " is not part of this request");
            }
        });
        String payer = ViewRoutes.address(text(body, "payer"), "payer");
        String intentId = text(body, "intentId");
        JsonNode intent = views.intent(payer, intentId)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "UNKNOWN_INTENT", "Unknown intent", payer + " has no intent " + intentId)));
        Address20 account = new Address20(EthAddress.parse(payer).bytes());
        Address20 provider =
                new Address20(EthAddress.parse(intent.path("provider").asText()).bytes());
        InputId16 id = EventHeaders.newInputId();
        SpecificRecord input = switch (text(body, "decision")) {
            case "PAY" ->
                new SettlementRequested(
                        id, account, IntentIds.field(intentId), provider, RequestedBy.GATEWAY, null, null, 0L);
            case "REFUND" ->
                new RefundRequested(
                        id,
                        account,
                        IntentIds.field(intentId),
                        provider,
                        RefundReason.INVALID_RECEIPT,
                        RequestedBy.GATEWAY,
                        null,
                        null);
            default -> throw invalid("UNKNOWN_VALUE", "decision", "must be PAY or REFUND");
        };
        Answer answer = Answers.orRejected(
                publisher.publish(TopicCatalog.LEDGER_INPUTS, account, id, input, TraceContext.of(call)));
        Map<String, Object> told = Answers.body(answer);
        told.put("intentId", intentId);
        Answers.entry(answer, IntentClosed.class).ifPresent(closed -> {
            Answers.addClosing(told, closed);
            requests.reviewed(payer, intentId, closed.getStatus().name());
        });
        return HttpReply.json(200, told);
    }

    private static String text(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode()) {
            throw invalid("MISSING_FIELD", field, field + " is missing");
        }
        if (!value.isTextual()) {
            throw invalid("WRONG_TYPE", field, field + " must be a string");
        }
        return value.asText();
    }

    private static ProblemException invalid(String code, @Nullable String field, String detail) {
        Problem problem = Problem.of(400, code, "Invalid request", detail);
        return new ProblemException(field == null ? problem : problem.withField(field));
    }
}
