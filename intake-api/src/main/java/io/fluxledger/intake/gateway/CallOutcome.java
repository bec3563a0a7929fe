package io.fluxledger.intake.gateway;

import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.RefundReason;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.pricing.check.HoldReason;
import io.fluxledger.runtime.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a paid call ended in the ledger. The answer is the journal line that says so. */
sealed interface CallOutcome {
    /** Used to the provider, rest back. */
    record Settled(Answer answer) implements CallOutcome {}

    /** The receipt is on the log, and nobody is paid before it was reviewed; the deadline gives the funds back. */
    record Held(Answer answer, List<HoldReason> reasons) implements CallOutcome {
        public Held {
            reasons = List.copyOf(reasons);
        }
    }

    /** The provider wanted nothing; all is back. */
    record Waived(Answer answer) implements CallOutcome {}

    /** No answer that is worth paying; all is back. */
    record Refunded(Answer answer, RefundReason reason, String why) implements CallOutcome {}

    Answer answer();

    /** What was captured, nano-USDC. */
    default long usedNanos() {
        return Answers.entry(answer(), IntentClosed.class)
                .map(Answers::usedNanos)
                .orElse(0L);
    }

    /** SETTLED, HELD or REFUNDED. */
    default String status() {
        return switch (this) {
            case Settled _ -> "SETTLED";
            case Held _ -> "HELD";
            case Waived _, Refunded _ -> "REFUNDED";
        };
    }

    /** As callers are told. */
    default Map<String, Object> settlement(LockedCall call) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("intentId", call.id());
        body.put("payer", call.payer());
        body.put("provider", InputPublisher.key(call.intent().getProvider()));
        body.put("funding", call.intent().getFunding().name());
        body.put("status", status());
        String locked = Answers.usdc(call.intent().getMaxAmountNanos());
        switch (this) {
            case Settled _ ->
                Answers.entry(answer(), IntentClosed.class).ifPresent(closed -> Answers.addClosing(body, closed));
            case Held(Answer _, List<HoldReason> reasons) -> {
                body.put("held", locked);
                body.put("reasons", RequestRoutes.reasons(reasons));
            }
            case Waived _ -> {
                body.put("used", "0");
                // A lock that the chain had not confirmed has nothing to give back in the ledger.
                body.put("refunded", locked);
            }
            case Refunded(Answer _, RefundReason reason, String why) -> {
                body.put("used", "0");
                body.put("refunded", locked);
                body.put("reason", reason.name());
                body.put("cause", why);
            }
        }
        body.put("journal", Answers.reference(answer()));
        return body;
    }

    /** The problem that a caller is told when it gets no answer. */
    static Problem problem(LockedCall call, Refunded refunded) {
        return Problem.of(502, "PROVIDER_FAILED", "Bad gateway", "Funds automatically refunded")
                .with("intentId", call.id())
                .with("reason", refunded.reason().name())
                .with("cause", refunded.why())
                .with("journal", Answers.reference(refunded.answer()))
                .with("refunded", Answers.usdc(call.intent().getMaxAmountNanos()));
    }
}
