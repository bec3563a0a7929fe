package io.fluxledger.settlement.plan;

import org.jspecify.annotations.Nullable;

/** Whether a planned payout may leave: a pure function of what is known about it. */
public final class PayoutGate {
    /** How the cross-check with the provider's own figures stands. */
    public enum Check {
        /** The provider has no usage endpoint. */
        NOT_ASKED,
        /** No answer yet, or asked again. */
        RUNNING,
        PASSED,
        FAILED
    }

    /** What an operator decided last. */
    public enum Decision {
        NONE,
        /** Whole or a part of it may leave. */
        RELEASED,
        CARRIED
    }

    /** Who claims. */
    public enum ClaimMode {
        /** The worker, as soon as it may. */
        AUTOMATIC,
        /** The provider, in the portal. */
        PORTAL
    }

    /**
     * Everything that counts.
     *
     * @param answered what the ledger answered to the instruction; null when it has not
     * @param listed whether the instruction was written
     * @param mayReceive whether the provider's identity check allows payouts, or none is required
     * @param served whether this deployment pays on the chain that the provider has now
     */
    public record Facts(
            @Nullable PayoutState answered,
            boolean listed,
            Check check,
            Decision decision,
            boolean claimed,
            boolean mayReceive,
            boolean served) {}

    private PayoutGate() {}

    /** How far a payout is. What was told to the ledger is not taken back by anything that comes to be known later. */
    public static PayoutState state(Facts facts, ClaimMode mode) {
        if (facts.answered() != null) {
            return facts.answered();
        }
        if (facts.listed()) {
            return PayoutState.INSTRUCTED;
        }
        return switch (facts.decision()) {
            case CARRIED -> PayoutState.CARRIED;
            case RELEASED -> claim(facts, mode);
            case NONE ->
                switch (facts.check()) {
                    case RUNNING -> PayoutState.CHECKING;
                    case FAILED -> PayoutState.HELD;
                    case NOT_ASKED, PASSED -> claim(facts, mode);
                };
        };
    }

    private static PayoutState claim(Facts facts, ClaimMode mode) {
        if (!facts.served()) {
            // The ledger would set the money aside for a chain that nobody can reach. Another chain of the provider
            // ends it.
            return PayoutState.HELD;
        }
        boolean wanted = switch (mode) {
            case AUTOMATIC -> true;
            case PORTAL -> facts.claimed();
        };
        return wanted && facts.mayReceive() ? PayoutState.CLAIMED : PayoutState.CLAIMABLE;
    }
}
