package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.intake.http.LedgerRejection;
import io.fluxledger.intake.x402.PaidCall;
import io.fluxledger.intake.x402.PaymentAnswerException;
import io.fluxledger.intake.x402.PaymentHeaders;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Before a call: its price is stated, its payment asked for and locked. */
final class CallGate {
    private final PaymentOffers offers;
    private final CallLedger ledger;
    private final Clock clock;

    CallGate(PaymentOffers offers, CallLedger ledger, Clock clock) {
        this.offers = offers;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** The x402 PaymentRequired of a call. */
    ObjectNode required(OfferedCall offered) {
        return offers.challenge(offered.call(), clock.instant());
    }

    /** The 402 over HTTP, which states estimate and maximum. */
    HttpReply challenge(OfferedCall offered) {
        String price = Answers.usdc(offered.call().maxNanos());
        String estimate = Answers.usdc(offered.call().estimateNanos());
        Problem problem = Problem.of(
                        402,
                        "PAYMENT_REQUIRED",
                        "Payment required",
                        "the call costs about " + estimate + " USDC and locks at most " + price
                                + " USDC, of which it uses what it needs; sign one of the offers in the"
                                + " PAYMENT-REQUIRED header and send the call again with PAYMENT-SIGNATURE")
                .with("estimate", estimate)
                .with("maxBudget", price);
        return PaymentHeaders.required(HttpReply.problem(problem), required(offered));
    }

    /** Locks what the payment is for; throws what {@link CallLedger#lock} does, and for a payment that is none. */
    LockedCall lock(OfferedCall offered, JsonNode payment, @Nullable String traceparent) {
        JsonNode resource = payment.path("resource").path("url");
        if (!resource.isMissingNode()
                && !resource.asText().equals(offered.call().url())) {
            throw PaymentOffers.invalid("resource.url", "the payment is for " + resource.asText());
        }
        PaidCall paid = offers.accept(offered.call(), payment, traceparent, clock.instant());
        try {
            return ledger.lock(offered, paid, traceparent);
        } catch (ProblemException e) {
            if (e.problem().code().equals(LedgerRejection.INSUFFICIENT_CREDITS.name())) {
                throw PaymentAnswerException.insufficient(e.problem(), required(offered));
            }
            throw e;
        }
    }

    /** The x402 SettlementResponse of a call. */
    ObjectNode response(LockedCall call, CallOutcome outcome) {
        return call.paid().response().of(outcome.usedNanos(), outcome instanceof CallOutcome.Refunded);
    }
}
