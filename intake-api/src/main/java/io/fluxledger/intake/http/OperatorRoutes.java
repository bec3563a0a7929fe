package io.fluxledger.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.intake.accept.OperatorAcceptance;
import io.fluxledger.intake.accept.OperatorOrder;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.OperatorPublisher;
import io.fluxledger.intake.publish.OperatorPublisher.Result;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.HttpService.Handler;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.runtime.access.OperatorKey;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/**
 * What only the operator may do. Every POST answers with what each partition decided: 200 when all have, 202 as long as
 * some have not (the same request again asks on), a problem when one refused.
 */
public final class OperatorRoutes {
    private static final String BASE = "/v1/operator/";

    private final OperatorAcceptance acceptance;
    private final OperatorPublisher publisher;
    private final LedgerViews views;
    private final OperatorKey key;
    private final Clock clock;

    public OperatorRoutes(
            OperatorAcceptance acceptance,
            OperatorPublisher publisher,
            LedgerViews views,
            OperatorKey key,
            Clock clock) {
        this.acceptance = acceptance;
        this.publisher = publisher;
        this.views = views;
        this.key = key;
        this.clock = clock;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        guarded(http, "GET", "partitions", this::partitions);
        guarded(
                http,
                "POST",
                "parameters",
                call -> tell(call, acceptance.parameters(call.json(), knownRules(), clock.instant())));
        guarded(http, "POST", "holds", call -> tell(call, acceptance.hold(call.json(), clock.instant())));
        guarded(http, "POST", "holds/releases", call -> tell(call, acceptance.release(call.json(), clock.instant())));
        guarded(http, "POST", "quarantines", call -> tell(call, acceptance.quarantine(call.json(), clock.instant())));
        guarded(http, "POST", "suspense", call -> tell(call, acceptance.suspense(call.json(), clock.instant())));
        guarded(http, "GET", "suspense/{payer}", this::suspense);
        guarded(
                http,
                "POST",
                "disputes/decisions",
                call -> tell(call, acceptance.decision(call.json(), clock.instant())));
    }

    private void guarded(HttpService http, String method, String path, Handler handler) {
        http.route(method, BASE + path, key.guard(RetryAfter.around(handler)));
    }

    private HttpReply tell(HttpCall call, OperatorOrder<? extends SpecificRecord> order) {
        List<Result> results = publisher.publish(order, TraceContext.of(call));
        List<Map<String, Object>> partitions = new ArrayList<>();
        String refused = null;
        boolean complete = true;
        for (Result result : results) {
            partitions.add(describe(result));
            Answer answer = result.answer();
            complete &= answer != null;
            if (refused == null && answer != null && answer.line().getOutcome() == Outcome.REJECTED) {
                refused = String.valueOf(answer.line().getReason());
            }
        }
        if (refused != null) {
            throw new ProblemException(Problem.of(
                            LedgerRejection.valueOf(refused).status(),
                            refused,
                            "The ledger refused the order",
                            "the ledger answered " + refused)
                    .with("id", order.requestId().toString())
                    .with("partitions", partitions));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", order.requestId().toString());
        body.put("complete", complete);
        body.put("partitions", partitions);
        return HttpReply.json(complete ? 200 : 202, body);
    }

    private static Map<String, Object> describe(Result result) {
        Map<String, Object> body = new LinkedHashMap<>();
        Answer answer = result.answer();
        if (answer == null) {
            body.put("inputId", EventHeaders.uuid(result.inputId()).toString());
            body.put("topic", result.topic());
            body.put("partition", result.partition());
            body.put("outcome", "PENDING");
            return body;
        }
        JournalLine line = answer.line();
        body.putAll(Answers.reference(answer));
        body.put("outcome", line.getOutcome().name());
        if (line.getReason() != null) {
            body.put("reason", line.getReason());
        }
        body.put("clockMs", line.getClockMs());
        return body;
    }

    /** The rules versions that every fold knows, whichever build its instance has. */
    private Set<Integer> knownRules() {
        List<JsonNode> heads = new ArrayList<>(heads("payers", TopicCatalog.LEDGER_INPUTS));
        heads.addAll(heads("providers", TopicCatalog.PROVIDER_INPUTS));
        Set<Integer> known = new TreeSet<>(versions(heads.getFirst()));
        heads.forEach(head -> known.retainAll(versions(head)));
        return known;
    }

    private static Set<Integer> versions(JsonNode head) {
        Set<Integer> versions = new TreeSet<>();
        head.path("knownRulesVersions").forEach(version -> versions.add(version.asInt()));
        return versions;
    }

    /** Parameters, holds and clock of every partition of both folds. */
    private HttpReply partitions(HttpCall call) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("payers", heads("payers", TopicCatalog.LEDGER_INPUTS));
        body.put("providers", heads("providers", TopicCatalog.PROVIDER_INPUTS));
        return HttpReply.json(200, body);
    }

    private List<JsonNode> heads(String fold, TopicSpec inputs) {
        List<JsonNode> heads = new ArrayList<>();
        for (int partition = 0; partition < inputs.partitions(); partition++) {
            heads.add(views.partition(fold, partition));
        }
        return heads;
    }

    /** Transfers of a payer that wait in suspense. */
    private HttpReply suspense(HttpCall call) {
        String payer = ViewRoutes.address(call.pathParameter("payer"), "payer");
        return HttpReply.json(200, views.suspense(payer));
    }
}
