package io.fluxledger.intake.accept;

import io.fluxledger.events.Address20;
import io.fluxledger.events.InputId16;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants written.
 *
 * @param requestId chosen by the caller; the inputs' ids follow from it, so that a repeat is recognised
 * @param account whom it concerns; null for a broadcast to every partition that it reaches
 * @param input the input with a given id
 */
public record OperatorOrder<T>(
        UUID requestId, Reach reach, @Nullable Address20 account, Function<InputId16, T> input) {
    /** Which logs of inputs an order is written to. */
    public enum Reach {
        PAYERS,
        PROVIDERS,
        BOTH
    }
}
