package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.gateway.ProviderDirectory.Listing;
import io.fluxledger.intake.http.RetryAfter;
import io.fluxledger.intake.http.TraceContext;
import io.fluxledger.intake.x402.PaymentAnswerException;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.ProblemException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /mcp/{provider}}: a provider's MCP server over streamable HTTP. Calls of tools are paid for by x402's MCP transport
 * (tool-result binding); every other message is free and passes as it is.
 */
final class McpGateway {
    private static final String PATH = "/mcp/{provider}";
    private static final String TOOLS_CALL = "tools/call";

    private final ProviderDirectory providers;
    private final CallGate gate;
    private final CallSettlement settlement;
    private final CallForwarder forwarder;

    McpGateway(ProviderDirectory providers, CallGate gate, CallSettlement settlement, CallForwarder forwarder) {
        this.providers = providers;
        this.gate = gate;
        this.settlement = settlement;
        this.forwarder = forwarder;
    }

    void addTo(HttpService http) {
        http.route("POST", PATH, ProxyGateway.MAX_BODY_BYTES, RetryAfter.around(this::post));
    }

    private HttpReply post(HttpCall call) {
        Listing provider = providers.find(call.pathParameter("provider"));
        if (!(call.json() instanceof ObjectNode message)) {
            // A batch could hide calls of tools; MCP has given batches up.
            return McpMessages.reply(
                    400,
                    McpMessages.error(
                            NullNode.getInstance(), McpMessages.INVALID_REQUEST, "one JSON-RPC message is required"));
        }
        JsonNode payment = takePayment(message);
        if (!message.path("method").asText("").equals(TOOLS_CALL)) {
            return forwarder.free(question(provider, call, message));
        }
        JsonNode id = message.path("id");
        String tool = message.path("params").path("name").asText("");
        if (!id.isTextual() && !id.isNumber()) {
            return McpMessages.reply(
                    400,
                    McpMessages.error(
                            NullNode.getInstance(), McpMessages.INVALID_REQUEST, "a call of a tool has an id"));
        }
        if (tool.isEmpty()) {
            return McpMessages.reply(
                    200, McpMessages.error(id, McpMessages.INVALID_PARAMS, "params.name: the tool is not named"));
        }
        OfferedCall offered = OfferedCall.of(
                provider,
                "mcp://" + provider.name() + "/tools/" + URLEncoder.encode(tool, StandardCharsets.UTF_8),
                tool + " by " + provider.name(),
                provider.terms().ofTool(tool, provider.maxBudgetNanos()),
                OptionalLong.empty());
        if (offered.isFree()) {
            return forwarder.free(question(provider, call, message));
        }
        return payment == null
                ? McpMessages.reply(200, McpMessages.paymentRequired(id, gate.required(offered)))
                : paid(call, message, offered, payment);
    }

    /** The payment, which is for the gateway and goes no further. */
    private static @Nullable JsonNode takePayment(ObjectNode message) {
        return message.path("params").path(McpMessages.META) instanceof ObjectNode meta
                ? meta.remove(McpMessages.PAYMENT)
                : null;
    }

    private static UpstreamCall.Question question(Listing provider, HttpCall call, ObjectNode message) {
        return new UpstreamCall.Question(
                "POST",
                provider.at("mcp"),
                ForwardedHeaders.toProvider(call.headers()),
                ByteBuffer.wrap(message.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private HttpReply paid(HttpCall call, ObjectNode message, OfferedCall offered, JsonNode payment) {
        JsonNode id = message.path("id");
        LockedCall locked;
        try {
            locked = gate.lock(offered, payment, TraceContext.of(call));
        } catch (PaymentAnswerException e) {
            return McpMessages.reply(
                    200,
                    e.required()
                            .map(required -> McpMessages.paymentRequired(id, required))
                            .orElseGet(() -> McpMessages.error(
                                    id, McpMessages.SERVER_ERROR, e.problem().detail(), e.problem())));
        } catch (ProblemException e) {
            return McpMessages.reply(200, notLocked(id, offered, e));
        }
        UpstreamCall.Question question = question(offered.call().provider(), call, message);
        ReceiptHeader.addTo(question.headers(), locked);
        return forwarder.tool(locked, question, new McpToolCall(id, locked, settlement, gate));
    }

    /** A payment that another could replace is asked for again; where the first may still count, never. */
    private ObjectNode notLocked(JsonNode id, OfferedCall offered, ProblemException e) {
        int status = e.problem().status();
        if (status >= 500 || status == 409) {
            return McpMessages.error(id, McpMessages.SERVER_ERROR, e.problem().detail(), e.problem());
        }
        ObjectNode required = gate.required(offered);
        required.put("error", e.problem().code() + ": " + e.problem().detail());
        return McpMessages.paymentRequired(id, required);
    }
}
