package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.ProblemException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A paid answer in server-sent events: the receipt is taken out of them, the settlement is the last one. */
final class StreamedAnswer implements EventRelay.Handler {
    /** The provider's event with its receipt. */
    static final String RECEIPT = "fluxledger-receipt";

    /** The gateway's last event. */
    static final String SETTLEMENT = "fluxledger-settlement";

    private final LockedCall call;
    private final CallSettlement settlement;
    private final CallGate gate;
    private JsonNode receipt = MissingNode.getInstance();
    private JsonNode usage = MissingNode.getInstance();
    private String generation = "";

    StreamedAnswer(LockedCall call, CallSettlement settlement, CallGate gate) {
        this.call = call;
        this.settlement = settlement;
        this.gate = gate;
    }

    @Override
    public byte @Nullable [] event(ServerSentEvents.Event event) {
        if (event.name().equals(RECEIPT)) {
            receipt = ReceiptHeader.parse(event.data());
            return null;
        }
        if (event.name().startsWith(ForwardedHeaders.OWN)) {
            // A provider does not speak for the gateway.
            return null;
        }
        observe(event.data());
        return event.raw();
    }

    private void observe(String data) {
        if (!data.startsWith("{") || (!generation.isEmpty() && !data.contains("\"usage\""))) {
            return;
        }
        try {
            JsonNode node = Json.STRICT.readTree(data);
            if (node.path("usage").isObject()) {
                usage = node.get("usage");
            }
            if (generation.isEmpty()) {
                generation = node.path("id").asText("");
            }
        } catch (IOException e) {
            // Some other text that begins like an object; it says nothing about usage.
            return;
        }
    }

    @Override
    public byte @Nullable [] end(@Nullable FailedException failure) {
        ProviderResult result = failure == null || !receipt.isMissingNode()
                ? new ProviderResult.Answered(receipt, usage, generation)
                : ProviderResult.Failed.of(failure);
        Map<String, Object> body = new LinkedHashMap<>();
        try {
            CallOutcome outcome = settlement.finish(call, result);
            body.putAll(outcome.settlement(call));
            body.put("paymentResponse", gate.response(call, outcome));
            if (outcome instanceof CallOutcome.Refunded refunded) {
                body.put("problem", CallOutcome.problem(call, refunded).body());
            }
        } catch (ProblemException e) {
            body.put("intentId", call.id());
            body.put("payer", call.payer());
            body.put("status", "UNKNOWN");
            body.put("problem", e.problem().body());
        }
        return ServerSentEvents.event(SETTLEMENT, Json.STRICT.valueToTree(body).toString());
    }
}
