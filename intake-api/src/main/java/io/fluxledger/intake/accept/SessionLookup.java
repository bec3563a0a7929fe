package io.fluxledger.intake.accept;

import io.fluxledger.signatures.EthAddress;
import java.util.Optional;

/**
 * What a payer has granted to session keys, as far as it is known when the request arrives; the fold has the last word. Asked
 * only where somebody else than the payer signed.
 */
@FunctionalInterface
public interface SessionLookup {
    /** For requests whose payer has granted nothing. */
    SessionLookup NONE = sessionKey -> Optional.empty();

    /** The grant of a session key; empty when nothing is known of it. */
    Optional<SessionTerms> session(EthAddress sessionKey);
}
