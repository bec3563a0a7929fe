package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;

/** Messages of MCP, which is JSON-RPC 2.0, with the fields in which x402's MCP transport carries payments. */
final class McpMessages {
    static final String PAYMENT = "x402/payment";
    static final String PAYMENT_RESPONSE = "x402/payment-response";
    static final String RECEIPT = "fluxledger/receipt";
    static final String SETTLEMENT = "fluxledger/settlement";
    static final String META = "_meta";
    static final String RESULT = "result";

    static final int INVALID_REQUEST = -32_600;
    static final int INVALID_PARAMS = -32_602;
    static final int SERVER_ERROR = -32_000;

    private McpMessages() {}

    private static ObjectNode message(JsonNode id) {
        ObjectNode message = Json.STRICT.createObjectNode();
        message.put("jsonrpc", "2.0");
        message.set("id", id);
        return message;
    }

    /** A tool's result that asks for a payment: the same in both forms, as clients look for it in either. */
    static ObjectNode paymentRequired(JsonNode id, ObjectNode required) {
        return failedResult(id, required, required.toString());
    }

    /** A tool's result that says why there is none. */
    static ObjectNode failedResult(JsonNode id, ObjectNode structured, String text) {
        ObjectNode message = message(id);
        ObjectNode result = message.putObject(RESULT);
        result.put("isError", true);
        result.set("structuredContent", structured);
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return message;
    }

    static ObjectNode error(JsonNode id, int code, String text, Problem problem) {
        ObjectNode message = message(id);
        ObjectNode error = message.putObject("error");
        error.put("code", code);
        error.put("message", text);
        error.set("data", Json.STRICT.valueToTree(problem.body()));
        return message;
    }

    static ObjectNode error(JsonNode id, int code, String text) {
        ObjectNode message = message(id);
        message.putObject("error").put("code", code).put("message", text);
        return message;
    }

    static HttpReply reply(int status, JsonNode message) {
        return HttpReply.json(status, message);
    }

    /** An object inside of another, made where it is not there. */
    static ObjectNode object(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode there ? there : parent.putObject(name);
    }
}
