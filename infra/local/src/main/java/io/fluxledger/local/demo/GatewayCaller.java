package io.fluxledger.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.UnexpectedAnswerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;

/** A caller of the metered API: asks, is told the price, signs, asks again. */
public final class GatewayCaller {
    /** Payment with the payer's own USDC, locked in the escrow on chain. */
    public static final String ESCROW = "auth-capture";

    /** Payment from prepaid credits. */
    public static final String CREDITS = "fluxledger-credits";

    /** The DEMO provider charges 0.007 USDC for it, as in the documents. */
    public static final String PROMPT = "Explain in two sentences how a hotel holds a deposit.";

    private static final String PATH = "/api/ai/chat";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LedgerClient intake;

    public GatewayCaller(LedgerClient intake) {
        this.intake = intake;
    }

    /**
     * What the gateway asks for.
     *
     * @param maxBudget USDC, decimal
     */
    public record Challenge(ObjectNode request, String maxBudget, JsonNode offer) {}

    /** Asks without paying; the answer must be 402. */
    public Challenge ask(String provider, String prompt, String scheme) {
        return ask(provider, prompt, scheme, "");
    }

    /** As {@link #ask(String, String, String)}, to be paid on that network; on the first offered one when it is empty. */
    public Challenge ask(String provider, String prompt, String scheme, String network) {
        ObjectNode request = JSON.createObjectNode()
                .put("provider", provider)
                .put("model", "gpt-4o-mini")
                .put("prompt", prompt);
        Answer answer = intake.post(PATH, request);
        if (answer.status() != 402) {
            throw new UnexpectedAnswerException(
                    "a call without payment must be answered 402, was " + answer.describe());
        }
        JsonNode challenge = decode(answer.headers()
                .firstValue("PAYMENT-REQUIRED")
                .orElseThrow(() -> new UnexpectedAnswerException("the 402 has no PAYMENT-REQUIRED header")));
        for (JsonNode offer : challenge.path("accepts")) {
            boolean there = network.isEmpty() || offer.path("network").asText().equals(network);
            if (there && offer.path("scheme").asText().equals(scheme)) {
                return new Challenge(request, answer.body().path("maxBudget").asText(), offer);
            }
        }
        throw new UnexpectedAnswerException("the gateway does not offer " + scheme);
    }

    /** Asks again with the payment; the gateway's answer, whatever it is. */
    public Answer pay(Challenge challenge, Function<JsonNode, ObjectNode> sign) {
        String payment = sign.apply(challenge.offer()).toString();
        return intake.post(
                PATH,
                challenge.request(),
                "PAYMENT-SIGNATURE",
                Base64.getEncoder().encodeToString(payment.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode decode(String header) {
        try {
            return JSON.readTree(Base64.getDecoder().decode(header));
        } catch (IOException | IllegalArgumentException e) {
            throw new UnexpectedAnswerException("the PAYMENT-REQUIRED header is not base64 of JSON", e);
        }
    }
}
