package io.fluxledger.relayer.route;

import java.util.Optional;

/** Sees on chain what became of a leg whose own transaction is final. */
public interface TransferWatch {
    /**
     * Released, refunded or swapped, for good; empty while nothing of that is final, or while a chain does not answer.
     *
     * @param leg that is locked
     */
    Optional<RouteEvent> look(RouteLeg leg);
}
