package io.fluxledger.settlement.reconcile;

import io.fluxledger.settlement.plan.UsageFigures;

/** What a provider's usage endpoint answered. */
public sealed interface UsageAnswer {
    /** Figures for exactly what was asked. */
    record Told(UsageFigures figures) implements UsageAnswer {}

    /** Another status than 200. */
    record Refused(int httpStatus) implements UsageAnswer {}

    /** 200, and a body that does not answer the question. */
    record Malformed(String detail) implements UsageAnswer {}

    /** No answer. */
    record Unreachable(String detail) implements UsageAnswer {}

    /** Whether asking again may help. */
    default boolean isPassing() {
        return switch (this) {
            case Told _ -> false;
            case Malformed _ -> false;
            case Unreachable _ -> true;
            case Refused r -> r.httpStatus() >= 500 || r.httpStatus() == 429 || r.httpStatus() == 408;
        };
    }
}
