package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.intake.http.RetryAfter;
import io.fluxledger.intake.http.TraceContext;
import io.fluxledger.runtime.DecimalAmount;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Credits for USDC by any x402 client: {@code /v1/credits/top-up?amount=1.5}. Without payment 402 with an offer per chain; with
 * one 200 when the credits are there, 202 with the transaction while the chain has not confirmed. The same payment again is
 * answered again, and never charged again.
 */
public final class TopUpRoutes {
    private static final String PATH = "/v1/credits/top-up";
    private static final int MICRO_DECIMALS = 6;
    private static final long NANOS_PER_MICRO = 1_000;

    private final ExactScheme scheme;
    private final Settlements settlements;
    private final Duration wait;

    /** @param wait how long a payment is waited for before it is answered as pending */
    public TopUpRoutes(ExactScheme scheme, Settlements settlements, Duration wait) {
        this.scheme = scheme;
        this.settlements = settlements;
        this.wait = wait;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("GET", PATH, RetryAfter.around(this::topUp)).route("POST", PATH, RetryAfter.around(this::topUp));
    }

    private HttpReply topUp(HttpCall call) {
        long amountMicros = amountMicros(call.query("amount"));
        String header = call.header(PaymentHeaders.SIGNATURE);
        if (header == null) {
            String amount = Answers.usdc(amountMicros * NANOS_PER_MICRO);
            Problem problem = Problem.of(
                            402,
                            "PAYMENT_REQUIRED",
                            "Payment required",
                            "sign one of the offers in the PAYMENT-REQUIRED header and send the request again with"
                                    + " PAYMENT-SIGNATURE: " + amount + " USDC become credits")
                    .with("amount", amount);
            return PaymentHeaders.required(HttpReply.problem(problem), challenge(call, amountMicros));
        }
        try {
            JsonNode sent = PaymentHeaders.payment(header);
            ExactPayment payment = scheme.readPayment(sent, amountMicros);
            return answer(call, amountMicros, payment, settlements.settle(payment, wait, TraceContext.of(call)));
        } catch (RefusedPaymentException e) {
            return Challenges.refused(e.reason(), e.detail(), challenge(call, amountMicros));
        }
    }

    private HttpReply answer(HttpCall call, long amountMicros, ExactPayment payment, Settlement settlement) {
        ObjectNode response = Settlement.response(settlement, payment);
        return switch (settlement) {
            case Settlement.Settled settled ->
                PaymentHeaders.response(HttpReply.json(200, body(payment, "credits_issued", settled)), response);
            case Settlement.Pending pending ->
                PaymentHeaders.response(HttpReply.json(202, body(payment, "payment_received", pending)), response)
                        .header("Retry-After", "1");
            case Settlement.Failed failed ->
                PaymentHeaders.response(
                        Challenges.refused(failed.reason(), failed.detail(), challenge(call, amountMicros)), response);
        };
    }

    private static Map<String, Object> body(ExactPayment payment, String state, Settlement settlement) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("state", state);
        body.put("payer", payment.payer());
        body.put("amount", Answers.usdc(payment.authorization().value().longValueExact() * NANOS_PER_MICRO));
        body.put("chainId", payment.chain().chainId());
        body.put("depositId", payment.authorization().nonce().toString());
        if (!settlement.transaction().isEmpty()) {
            body.put("transaction", settlement.transaction());
        }
        return body;
    }

    private ObjectNode challenge(HttpCall call, long amountMicros) {
        List<ObjectNode> offers = scheme.chains().stream()
                .map(chain -> scheme.offer(chain, amountMicros))
                .toList();
        return Challenges.challenge(Challenges.UNPAID, url(call), "Fluxledger credits", offers);
    }

    private static String url(HttpCall call) {
        return call.path() + "?" + call.queryString();
    }

    private static long amountMicros(@Nullable String text) {
        if (text == null) {
            throw invalid("MISSING_FIELD", "amount is required, a decimal number in USDC");
        }
        long micros;
        try {
            micros = DecimalAmount.units(text, MICRO_DECIMALS);
        } catch (NumberFormatException e) {
            throw invalid("INVALID_AMOUNT", "amount must be a decimal number in USDC of at most 6 decimals");
        }
        if (micros <= 0 || micros > Long.MAX_VALUE / NANOS_PER_MICRO) {
            throw invalid("INVALID_AMOUNT", "amount must be above zero and fit in 64 bits of nano-USDC");
        }
        return micros;
    }

    private static ProblemException invalid(String code, String detail) {
        return new ProblemException(
                Problem.of(400, code, "Invalid amount", detail).withField("amount"));
    }
}
