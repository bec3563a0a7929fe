package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Payments in headers of HTTP: JSON in standard Base64. */
final class PaymentHeaders {
    static final String REQUIRED = "PAYMENT-REQUIRED";
    static final String SIGNATURE = "PAYMENT-SIGNATURE";
    static final String RESPONSE = "PAYMENT-RESPONSE";

    private static final long NANOS_PER_MICRO = 1_000;

    private PaymentHeaders() {}

    static String encode(JsonNode json) {
        return Base64.getEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode decode(String header) {
        try {
            return Json.STRICT.readTree(Base64.getDecoder().decode(header));
        } catch (IOException | IllegalArgumentException e) {
            throw PaymentOffers.invalid(SIGNATURE, "base64 of a JSON object is required");
        }
    }

    /** The SettlementResponse; the amount is what the chain can express of it. */
    static ObjectNode response(LockedCall call, CallOutcome outcome, String network) {
        ObjectNode response = Json.STRICT.createObjectNode();
        boolean refunded = outcome instanceof CallOutcome.Refunded;
        response.put("success", !refunded);
        if (refunded) {
            response.put("errorReason", "provider_failed");
        }
        response.put("payer", call.payer());
        response.put("transaction", "");
        response.put("network", network);
        response.put("amount", Long.toString(outcome.usedNanos() / NANOS_PER_MICRO));
        return response;
    }
}
