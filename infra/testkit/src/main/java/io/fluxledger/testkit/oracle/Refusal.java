package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.RejectionReason;
import org.jspecify.annotations.Nullable;

/** Ends a decision: the input is rejected, or was applied before. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final @Nullable RejectionReason reason;
    final long reference;

    private Refusal(@Nullable RejectionReason reason, long reference) {
        super(String.valueOf(reason), null, false, false);
        this.reason = reason;
        this.reference = reference;
    }

    static Refusal already(long reference) {
        return new Refusal(null, reference);
    }

    static void when(boolean refused, RejectionReason reason) {
        if (refused) {
            throw new Refusal(reason, 0);
        }
    }

    static void alreadyWhen(boolean repeated, long reference) {
        if (repeated) {
            throw already(reference);
        }
    }

    static Refusal because(RejectionReason reason) {
        return new Refusal(reason, 0);
    }
}
