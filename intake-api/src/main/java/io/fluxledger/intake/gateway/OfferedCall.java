package io.fluxledger.intake.gateway;

import io.fluxledger.intake.gateway.ProviderDirectory.Listing;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.util.OptionalLong;

/**
 * A call with what it is offered for, and the price that this comes from. What is locked is in whole micro-USDC, since a chain
 * can express no less.
 */
record OfferedCall(PricedCall call, ProviderTerms.Price price) {
    private static final long NANOS_PER_MICRO = 1_000;

    /**
     * @param budgetNanos what the caller wants to spend at the most, whole micro-USDC
     * @throws ProblemException BUDGET_TOO_LOW when the price is fixed and above that
     */
    static OfferedCall of(
            Listing provider, String url, String description, ProviderTerms.Price price, OptionalLong budgetNanos) {
        long most = budgetNanos.orElse(provider.maxBudgetNanos());
        long locked = wholeMicros(price.fixed() ? price.maximumNanos() : Math.min(price.maximumNanos(), most));
        if (price.fixed() && budgetNanos.isPresent() && locked > most) {
            throw new ProblemException(Problem.of(
                            422,
                            "BUDGET_TOO_LOW",
                            "The budget is too low",
                            "the call costs " + Answers.usdc(price.maximumNanos()) + " USDC")
                    .withField("maxBudget"));
        }
        return new OfferedCall(
                new PricedCall(
                        provider,
                        url,
                        description,
                        Math.min(price.estimateNanos(), locked),
                        locked,
                        price.model().orElse(null)),
                price);
    }

    private static long wholeMicros(long nanos) {
        long micros = nanos / NANOS_PER_MICRO + (nanos % NANOS_PER_MICRO == 0 ? 0 : 1);
        return Math.multiplyExact(micros, NANOS_PER_MICRO);
    }

    /** Whether it costs nothing, so that there is nothing to pay, to lock or to settle. */
    boolean isFree() {
        return price.maximumNanos() == 0;
    }
}
