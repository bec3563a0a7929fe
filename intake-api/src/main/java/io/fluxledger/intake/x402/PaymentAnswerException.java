package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService.Handler;
import io.fluxledger.runtime.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A payment that does not lead to a call now: refused, or not confirmed yet. */
public final class PaymentAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient @Nullable ObjectNode required;
    private final transient HttpReply reply;

    /**
     * @param required what is asked for instead; null where nothing is to be paid
     * @param reply the whole answer over HTTP
     */
    PaymentAnswerException(Problem problem, @Nullable ObjectNode required, HttpReply reply) {
        super(problem.code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
        this.required = required;
        this.reply = reply;
    }

    /**
     * The credits do not cover the lock: the offers once more, a top-up among them.
     *
     * @param problem what the ledger said
     */
    public static PaymentAnswerException insufficient(Problem problem, ObjectNode required) {
        required.put("error", InvalidReason.VOUCHER_FUNDS.wire());
        return new PaymentAnswerException(
                problem, required, PaymentHeaders.required(HttpReply.problem(problem), required));
    }

    public Problem problem() {
        return problem;
    }

    /** What is asked for instead; empty where another payment would be the second. */
    public Optional<ObjectNode> required() {
        return Optional.ofNullable(required);
    }

    /** The handler, with these answers given over HTTP. */
    public static Handler around(Handler handler) {
        return call -> {
            try {
                return handler.handle(call);
            } catch (PaymentAnswerException e) {
                return e.reply;
            }
        };
    }
}
