package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.RefundReason;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A paid call of a tool: the receipt is taken out of its result, the settlement put in. Also in events. */
final class McpToolCall implements EventRelay.Handler {
    private final JsonNode id;
    private final LockedCall call;
    private final CallSettlement settlement;
    private final CallGate gate;
    private boolean finished;

    /** @param id of the caller's message */
    McpToolCall(JsonNode id, LockedCall call, CallSettlement settlement, CallGate gate) {
        this.id = id;
        this.call = call;
        this.settlement = settlement;
        this.gate = gate;
    }

    @Override
    public byte @Nullable [] event(ServerSentEvents.Event event) {
        JsonNode message = parsed(event.data());
        if (finished || !isAnswer(message)) {
            return event.raw();
        }
        return ServerSentEvents.event(event.name(), answered(message).toString());
    }

    @Override
    public byte @Nullable [] end(@Nullable FailedException failure) {
        if (finished) {
            return null;
        }
        FailedException why =
                failure == null ? new FailedException("the provider's events had no result", false) : failure;
        return ServerSentEvents.event(
                "message", failed(ProviderResult.Failed.of(why)).toString());
    }

    private static JsonNode parsed(String data) {
        try {
            return Json.STRICT.readTree(data);
        } catch (IOException e) {
            // Passed on as it is; the client's own parser complains.
            return MissingNode.getInstance();
        }
    }

    private boolean isAnswer(JsonNode message) {
        return id.equals(message.path("id")) && (message.has(McpMessages.RESULT) || message.has("error"));
    }

    /** What the caller gets for the provider's answer; the call is over then. */
    ObjectNode answered(JsonNode message) {
        if (!isAnswer(message) || !(message.get(McpMessages.RESULT) instanceof ObjectNode result)) {
            JsonNode code = message.path("error").path("code");
            return failed(new ProviderResult.Failed(
                    RefundReason.PROVIDER_FAILED,
                    code.isMissingNode()
                            ? "the provider's answer is no result of the call"
                            : "the provider answered error " + code.asText()));
        }
        finished = true;
        ObjectNode meta = McpMessages.object(result, McpMessages.META);
        JsonNode receipt = meta.path(McpMessages.RECEIPT);
        meta.remove(McpMessages.RECEIPT);
        boolean toolFailed = result.path("isError").asBoolean(false);
        ProviderResult given = toolFailed && receipt.isMissingNode()
                ? new ProviderResult.Failed(RefundReason.PROVIDER_FAILED, "the tool failed")
                : new ProviderResult.Answered(receipt, MissingNode.getInstance(), "");
        try {
            CallOutcome outcome = settlement.finish(call, given);
            if (outcome instanceof CallOutcome.Refunded refunded && !toolFailed) {
                return refundedResult(refunded);
            }
            addOutcome(meta, outcome);
            return (ObjectNode) message;
        } catch (ProblemException e) {
            return McpMessages.error(id, McpMessages.SERVER_ERROR, e.problem().detail(), e.problem());
        }
    }

    /** What the caller gets when the provider gave no answer; the call is over then. */
    ObjectNode failed(ProviderResult.Failed failure) {
        finished = true;
        try {
            return settlement.finish(call, failure) instanceof CallOutcome.Refunded refunded
                    ? refundedResult(refunded)
                    : McpMessages.error(id, McpMessages.SERVER_ERROR, failure.why());
        } catch (ProblemException e) {
            return McpMessages.error(id, McpMessages.SERVER_ERROR, e.problem().detail(), e.problem());
        }
    }

    private ObjectNode refundedResult(CallOutcome.Refunded refunded) {
        Problem problem = CallOutcome.problem(call, refunded);
        ObjectNode message = McpMessages.failedResult(
                id, Json.STRICT.valueToTree(problem.body()), problem.detail() + ": " + refunded.why());
        addOutcome(McpMessages.object((ObjectNode) message.get(McpMessages.RESULT), McpMessages.META), refunded);
        return message;
    }

    private void addOutcome(ObjectNode meta, CallOutcome outcome) {
        meta.set(McpMessages.PAYMENT_RESPONSE, gate.response(call, outcome));
        meta.set(McpMessages.SETTLEMENT, Json.STRICT.valueToTree(outcome.settlement(call)));
    }
}
