package io.fluxledger.settlement.track;

import io.fluxledger.settlement.plan.PayoutState;

/** What became of an operator's decision about a payout. */
public sealed interface DecisionAnswer {
    /** It counts, now or since it was first given. */
    record Taken(boolean repeated) implements DecisionAnswer {}

    /** The id was used for another decision. */
    record OtherContent() implements DecisionAnswer {}

    /** The payout cannot be decided about any more. */
    record TooLate(PayoutState state) implements DecisionAnswer {}

    /**
     * The amount is not between one micro-USDC and what was planned.
     *
     * @param plannedMicros micro-USDC
     */
    record BadAmount(long plannedMicros) implements DecisionAnswer {}

    /** It would pay more than what was decided before, and a later window pays the provider what that left. */
    record PaidLater() implements DecisionAnswer {}

    /** There is no usage endpoint to ask again. */
    record NobodyToAsk() implements DecisionAnswer {}

    /** There is no such payout. */
    record Unknown() implements DecisionAnswer {}
}
