package io.fluxledger.intake.accept;

import io.fluxledger.events.Draw;
import io.fluxledger.signatures.EthAddress;
import java.util.List;
import java.util.Optional;

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

    /** What the payer has granted to a session key; empty when nothing is known of it. */
    default Optional<SessionTerms> session(EthAddress sessionKey) {
        return Optional.empty();
    }
}
