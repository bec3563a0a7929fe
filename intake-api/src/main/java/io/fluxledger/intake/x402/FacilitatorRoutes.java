package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.http.RetryAfter;
import io.fluxledger.intake.http.TraceContext;
import io.fluxledger.intake.wallet.TokenAccounts;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.TreeSet;

/**
 * An x402 facilitator for payments to this deployment's treasuries: a resource server may verify what its caller sent, and
 * settle it. Outcomes are answered with 200, as x402 has them; anything else is a problem.
 */
public final class FacilitatorRoutes {
    private final ExactScheme scheme;
    private final Settlements settlements;
    private final TokenAccounts accounts;
    private final Duration wait;
    private final Clock clock;

    /** @param wait how long a settlement is waited for before it is answered as pending */
    public FacilitatorRoutes(
            ExactScheme scheme, Settlements settlements, TokenAccounts accounts, Duration wait, Clock clock) {
        this.scheme = scheme;
        this.settlements = settlements;
        this.accounts = accounts;
        this.wait = wait;
        this.clock = clock;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("POST", "/x402/verify", RetryAfter.around(this::verify))
                .route("POST", "/x402/settle", RetryAfter.around(this::settle))
                .route("GET", "/x402/supported", call -> supported());
    }

    private HttpReply verify(HttpCall call) {
        JsonNode request = call.json();
        ObjectNode answer = Json.STRICT.createObjectNode();
        try {
            ExactPayment payment = read(request);
            scheme.requireValid(payment, clock.instant());
            requireTransfer(payment);
            answer.put("isValid", true);
            answer.put("payer", payment.authorization().from().checksummed());
        } catch (RefusedPaymentException e) {
            answer.put("isValid", false);
            answer.put("invalidReason", e.reason().wire());
            answer.put("invalidMessage", e.detail());
            putPayer(answer, e.payer());
        }
        return HttpReply.json(200, answer);
    }

    private ExactPayment read(JsonNode request) {
        WireFields fields = new WireFields(request, "request", InvalidReason.PAYLOAD);
        if (fields.number("x402Version") != PaymentHeaders.VERSION) {
            throw new RefusedPaymentException(InvalidReason.VERSION, "x402Version must be 2", "");
        }
        return scheme.read(request.path("paymentPayload"), request.path("paymentRequirements"));
    }

    private void requireTransfer(ExactPayment payment) {
        TokenAccounts.Forecast forecast =
                accounts.forecast(payment.chain().chainId(), payment.authorization(), payment.signature());
        switch (forecast) {
            case TRANSFERS -> {
                // It would be taken now.
            }
            case NONCE_USED ->
                throw new RefusedPaymentException(
                        InvalidReason.NONCE_USED, "the nonce was used or cancelled", payment.payer());
            case INSUFFICIENT_BALANCE ->
                throw new RefusedPaymentException(
                        InvalidReason.FUNDS, "the payer's balance is below the amount", payment.payer());
            case REVERTS ->
                throw new RefusedPaymentException(
                        InvalidReason.TRANSACTION, "the token would refuse the transfer", payment.payer());
        }
    }

    private HttpReply settle(HttpCall call) {
        JsonNode request = call.json();
        try {
            ExactPayment payment = read(request);
            Settlement settlement = settlements.settle(payment, wait, TraceContext.of(call));
            return HttpReply.json(200, Settlement.response(settlement, payment));
        } catch (RefusedPaymentException e) {
            return HttpReply.json(200, refusal(e, request.path("paymentRequirements")));
        }
    }

    private static ObjectNode refusal(RefusedPaymentException e, JsonNode requirements) {
        ObjectNode answer = Json.STRICT.createObjectNode();
        answer.put("success", false);
        answer.put("errorReason", e.reason().wire());
        answer.put("errorMessage", e.detail());
        putPayer(answer, e.payer());
        answer.put("transaction", "");
        answer.put("network", requirements.path("network").asText());
        return answer;
    }

    private static void putPayer(ObjectNode answer, String payer) {
        if (!payer.isEmpty()) {
            answer.put("payer", payer);
        }
    }

    private HttpReply supported() {
        ObjectNode answer = Json.STRICT.createObjectNode();
        ArrayNode kinds = answer.putArray("kinds");
        TreeSet<String> signers = new TreeSet<>();
        for (PayChain chain : scheme.chains()) {
            ObjectNode kind = kinds.addObject();
            kind.put("x402Version", PaymentHeaders.VERSION);
            kind.put("scheme", ExactScheme.NAME);
            kind.put("network", chain.network());
            // Nobody else's payments are settled here.
            kind.putObject("extra")
                    .put("name", chain.chain().usdcName())
                    .put("version", chain.chain().usdcVersion())
                    .put("asset", chain.usdc().checksummed())
                    .put("payTo", chain.treasury().checksummed());
            signers.add(chain.treasury().checksummed());
        }
        answer.putArray("extensions");
        ArrayNode all = answer.putObject("signers").putArray("eip155:*");
        signers.forEach(all::add);
        return HttpReply.json(200, answer);
    }
}
