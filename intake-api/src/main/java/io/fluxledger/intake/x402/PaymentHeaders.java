package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The headers of x402 version 2: JSON in Base64. */
public final class PaymentHeaders {
    public static final String SIGNATURE = "PAYMENT-SIGNATURE";
    public static final String REQUIRED = "PAYMENT-REQUIRED";
    public static final String RESPONSE = "PAYMENT-RESPONSE";
    static final int VERSION = 2;

    private PaymentHeaders() {}

    /**
     * What a payer sent.
     *
     * @throws ProblemException INVALID_PAYMENT
     */
    public static JsonNode payment(String header) {
        JsonNode payment;
        try {
            payment = Json.STRICT.readTree(Base64.getDecoder().decode(header));
        } catch (IOException | IllegalArgumentException e) {
            throw malformed();
        }
        if (payment == null || !payment.isObject()) {
            throw malformed();
        }
        return payment;
    }

    private static ProblemException malformed() {
        return new ProblemException(
                Problem.of(400, "INVALID_PAYMENT", "Invalid payment", "base64 of a JSON object is required")
                        .withField(SIGNATURE));
    }

    /** The reply with offers. */
    public static HttpReply required(HttpReply reply, ObjectNode challenge) {
        return reply.header(REQUIRED, encode(challenge));
    }

    /** The reply with what became of the payment. */
    public static HttpReply response(HttpReply reply, ObjectNode response) {
        return reply.header(RESPONSE, encode(response));
    }

    /** JSON as it stands in a header. */
    public static String encode(JsonNode value) {
        return Base64.getEncoder().encodeToString(value.toString().getBytes(StandardCharsets.UTF_8));
    }
}
