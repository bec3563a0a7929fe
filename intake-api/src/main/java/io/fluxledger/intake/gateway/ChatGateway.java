package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.intake.http.RetryAfter;
import io.fluxledger.intake.http.TraceContext;
import io.fluxledger.intake.x402.PaymentAnswerException;
import io.fluxledger.intake.x402.PaymentHeaders;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code POST /api/ai/chat}: a completion of a provider of the caller's choice. The provider is asked at {@code process} and
 * answers {@code {completion, receipt}}, or events.
 */
final class ChatGateway {
    private static final String PATH = "/api/ai/chat";

    private final ProviderDirectory providers;
    private final PaymentOffers offers;
    private final CallGate gate;
    private final CallForwarder forwarder;
    private final Clock clock;

    ChatGateway(
            ProviderDirectory providers, PaymentOffers offers, CallGate gate, CallForwarder forwarder, Clock clock) {
        this.providers = providers;
        this.offers = offers;
        this.gate = gate;
        this.forwarder = forwarder;
        this.clock = clock;
    }

    void addTo(HttpService http) {
        http.route("POST", PATH, RetryAfter.around(PaymentAnswerException.around(this::chat)));
    }

    private HttpReply chat(HttpCall call) {
        ChatRequest request = ChatRequest.parse(call.json(), providers, offers::isChain);
        ProviderTerms.Price price =
                request.provider().terms().ofCall(request.sized(), request.openBudgetNanos(), clock.instant());
        OfferedCall offered = OfferedCall.of(
                request.provider(),
                call.path(),
                request.model() + " by " + request.provider().name(),
                price,
                request.budgetNanos());
        if (offered.isFree()) {
            return forwarder.free(question(request, body(request)), COMPLETION);
        }
        String payment = call.header(PaymentHeaders.SIGNATURE);
        if (payment == null) {
            return gate.challenge(offered);
        }
        LockedCall locked = gate.lock(offered, PaymentHeaders.payment(payment), TraceContext.of(call));
        ObjectNode body = body(request);
        body.put("intentId", locked.id());
        body.put("payer", locked.payer());
        body.put("payoutChainId", locked.intent().getPayoutChainId());
        body.put("maxAmount", Answers.usdc(offered.call().maxNanos()));
        return forwarder.paid(locked, question(request, body), COMPLETION);
    }

    private static ObjectNode body(ChatRequest request) {
        ObjectNode body = Json.STRICT.createObjectNode();
        body.put("prompt", request.prompt());
        body.put("model", request.model());
        request.maxTokens().ifPresent(tokens -> body.put("maxTokens", tokens));
        if (request.stream()) {
            body.put("stream", true);
        }
        return body;
    }

    private static UpstreamCall.Question question(ChatRequest request, ObjectNode body) {
        Map<String, List<String>> headers = new TreeMap<>();
        headers.put("content-type", List.of("application/json"));
        return new UpstreamCall.Question(
                "POST",
                request.provider().at("process"),
                headers,
                ByteBuffer.wrap(body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** {@code {completion, receipt}} to {@code {completion, settlement}}. */
    private static final CallForwarder.Form COMPLETION = (head, body) -> {
        JsonNode answer = parsed(body);
        JsonNode completion = answer.path("completion");
        JsonNode usage = completion.path("usage");
        return new CallForwarder.Formed(
                new ProviderResult.Answered(
                        answer.path("receipt"),
                        // A completion has a usage; without it there is nothing to hold the receipt against.
                        usage.isMissingNode() ? NullNode.getInstance() : usage,
                        completion.path("id").asText("")),
                settlement -> {
                    Map<String, Object> told = new LinkedHashMap<>();
                    told.put("completion", completion);
                    told.put("settlement", settlement);
                    return HttpReply.json(200, told);
                });
    };

    private static JsonNode parsed(byte[] body) throws FailedException {
        try {
            return Json.STRICT.readTree(body);
        } catch (IOException e) {
            throw new FailedException("the provider's answer is not JSON", false);
        }
    }
}
