package io.fluxledger.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.DisputeOpened;
import io.fluxledger.events.DisputeRaised;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.ProviderRefunded;
import io.fluxledger.events.RefundIssued;
import io.fluxledger.intake.accept.DisputeAcceptance;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.signatures.EthAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may follow a settlement: a payer's dispute, a provider's refund, and where disputes stand. */
public final class DisputeRoutes {
    private final DisputeAcceptance acceptance;
    private final InputPublisher publisher;
    private final LedgerViews views;

    public DisputeRoutes(DisputeAcceptance acceptance, InputPublisher publisher, LedgerViews views) {
        this.acceptance = acceptance;
        this.publisher = publisher;
        this.views = views;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("POST", "/v1/disputes", RetryAfter.around(this::dispute))
                .route("POST", "/v1/providers/{provider}/refunds", RetryAfter.around(this::refund))
                .route("GET", "/v1/providers/{provider}/disputes", RetryAfter.around(this::disputes))
                .route("GET", "/v1/providers/{provider}/disputes/{disputeId}", RetryAfter.around(this::one));
    }

    private HttpReply dispute(HttpCall call) {
        DisputeRaised input = acceptance.dispute(call.json());
        Answer answer = Answers.orRejected(publisher.publish(
                TopicCatalog.LEDGER_INPUTS, input.getPayer(), input.getInputId(), input, TraceContext.of(call)));
        Map<String, Object> body = Answers.body(answer);
        body.put("intentId", input.getIntentId());
        String provider = InputPublisher.key(input.getProvider());
        Answers.entry(answer, DisputeOpened.class)
                .map(opened -> answer.line().getInputPartition() + "-" + opened.getChargeSequence())
                .or(() -> known(provider, InputPublisher.key(input.getPayer()), input.getIntentId()))
                .ifPresent(disputeId -> body.put("disputeId", disputeId));
        body.put("provider", provider);
        body.put("amount", Answers.usdc(input.getAmountNanos()));
        return HttpReply.json(created(answer), body);
    }

    /** Id of a payer's latest dispute of an intent, once the provider's fold has taken it. */
    private Optional<String> known(String provider, String payer, String intentId) {
        for (JsonNode dispute : views.disputes(provider).path("disputes")) {
            if (dispute.path("payer").asText().equals(payer)
                    && dispute.path("intentId").asText().equals(intentId)) {
                return Optional.of(dispute.path("disputeId").asText());
            }
        }
        return Optional.empty();
    }

    private HttpReply refund(HttpCall call) {
        EthAddress provider = EthAddress.parse(ViewRoutes.address(call.pathParameter("provider"), "provider"));
        ProviderRefunded input = acceptance.refund(provider, call.json());
        Answer answer = Answers.orRejected(publisher.publish(
                TopicCatalog.PROVIDER_INPUTS, input.getProvider(), input.getInputId(), input, TraceContext.of(call)));
        Map<String, Object> body = Answers.body(answer);
        body.put("provider", provider.toString());
        body.put("payer", InputPublisher.key(input.getPayer()));
        body.put("intentId", input.getIntentId());
        body.put("amount", Answers.usdc(input.getAmountNanos()));
        Answers.entry(answer, RefundIssued.class)
                .ifPresent(issued -> body.put("refundSequence", issued.getRefundSequence()));
        return HttpReply.json(created(answer), body);
    }

    private static int created(Answer answer) {
        return answer.line().getOutcome() == Outcome.ALREADY_APPLIED ? 200 : 201;
    }

    private HttpReply disputes(HttpCall call) {
        String provider = ViewRoutes.address(call.pathParameter("provider"), "provider");
        JsonNode found = views.disputes(provider);
        List<Map<String, Object>> disputes = new ArrayList<>();
        found.path("disputes").forEach(dispute -> disputes.add(describe(dispute)));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("provider", provider);
        body.put("disputes", disputes);
        body.put("asOf", ViewRoutes.asOf(found));
        return HttpReply.json(200, body);
    }

    private HttpReply one(HttpCall call) {
        String provider = ViewRoutes.address(call.pathParameter("provider"), "provider");
        String disputeId = call.pathParameter("disputeId");
        JsonNode found = views.disputes(provider);
        for (JsonNode dispute : found.path("disputes")) {
            if (dispute.path("disputeId").asText().equals(disputeId)) {
                Map<String, Object> body = describe(dispute);
                body.put("asOf", ViewRoutes.asOf(found));
                return HttpReply.json(200, body);
            }
        }
        throw new ProblemException(
                Problem.of(404, "UNKNOWN_DISPUTE", "Unknown dispute", provider + " has no dispute " + disputeId));
    }

    private static Map<String, Object> describe(JsonNode dispute) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (String field : new String[] {"disputeId", "provider", "payer", "intentId", "status"}) {
            body.put(field, dispute.path(field).asText());
        }
        for (String amount : new String[] {"amount", "reserved", "upheld"}) {
            body.put(
                    amount,
                    Answers.usdc(Long.parseLong(dispute.path(amount + "Nanos").asText())));
        }
        return body;
    }
}
