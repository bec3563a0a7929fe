package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import java.util.List;

/** What a payer is asked for. */
public final class Challenges {
    /** Why a first request is answered 402. */
    public static final String UNPAID = "PAYMENT-SIGNATURE header is required";

    private Challenges() {}

    /** The PAYMENT-REQUIRED of a resource. */
    public static ObjectNode challenge(String error, String url, String description, List<ObjectNode> offers) {
        ObjectNode challenge = Json.STRICT.createObjectNode();
        challenge.put("x402Version", PaymentHeaders.VERSION);
        challenge.put("error", error);
        challenge
                .putObject("resource")
                .put("url", url)
                .put("description", description)
                .put("mimeType", "application/json");
        challenge.putArray("accepts").addAll(offers);
        return challenge;
    }

    /** The problem of a payment that is not taken. */
    static Problem problem(InvalidReason reason, String detail) {
        return Problem.of(402, "PAYMENT_REFUSED", "The payment is not taken", detail)
                .with("reason", reason.wire());
    }

    /** The 402 to a payment that is not taken: what was wrong, and the offers once more. */
    static HttpReply refused(InvalidReason reason, String detail, ObjectNode challenge) {
        return PaymentHeaders.required(
                HttpReply.problem(problem(reason, detail)), challenge.put("error", reason.wire()));
    }
}
