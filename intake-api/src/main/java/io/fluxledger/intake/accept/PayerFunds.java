package io.fluxledger.intake.accept;

import io.fluxledger.events.Draw;
import java.util.List;

/** What a payer has, as far as it is known when the request arrives; the fold has the last word. */
@FunctionalInterface
public interface PayerFunds {
    /** Available credits in nano-USDC, at most one entry per chain, in any order. */
    List<Draw> available();

    /**
     * Whether the ledger already has an intent of the payer with that id. Then the request is a repeat, whose money is
     * locked or gone, and the fold answers with the first outcome whatever is available now.
     */
    default boolean hasIntent(String intentId) {
        return false;
    }
}
