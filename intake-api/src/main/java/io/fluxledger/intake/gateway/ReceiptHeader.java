package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.runtime.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * How gateway and provider talk about payment on a call of the provider's own form. The gateway says which lock the call is
 * paid from; the provider's answer carries {@value #RECEIPT}: Base64 of the receipt as {@code POST /v1/receipts} takes it, or
 * the word {@value ReceiptCheck#WAIVED}.
 */
final class ReceiptHeader {
    static final String RECEIPT = "fluxledger-receipt";

    private static final String INTENT = "fluxledger-intent";
    private static final String PAYER = "fluxledger-payer";
    private static final String MAX_AMOUNT = "fluxledger-max-amount";
    private static final String PAYOUT_CHAIN = "fluxledger-payout-chain-id";

    private ReceiptHeader() {}

    /** Adds what the provider needs for its receipt. */
    static void addTo(Map<String, List<String>> headers, LockedCall call) {
        headers.put(INTENT, List.of(call.id()));
        headers.put(PAYER, List.of(call.payer()));
        headers.put(MAX_AMOUNT, List.of(Answers.usdc(call.intent().getMaxAmountNanos())));
        headers.put(PAYOUT_CHAIN, List.of(Long.toString(call.intent().getPayoutChainId())));
    }

    /** The receipt of a header; a missing node where it is none. */
    static JsonNode decode(String header) {
        if (header.isEmpty() || header.equals(ReceiptCheck.WAIVED)) {
            return parse(header);
        }
        try {
            return parse(new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return MissingNode.getInstance();
        }
    }

    /** The receipt of a text; a missing node where it is none. */
    static JsonNode parse(String text) {
        if (text.trim().equals(ReceiptCheck.WAIVED)) {
            return TextNode.valueOf(ReceiptCheck.WAIVED);
        }
        try {
            JsonNode node = Json.STRICT.readTree(text);
            return node.isObject() ? node : MissingNode.getInstance();
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
