package io.fluxledger.intake.gateway;

import java.net.URI;

/**
 * Where quotes of ways between chains come from.
 *
 * @param relayer base of the relayer's API
 * @param batchNanos what a batch brings over in one go, for the share that one call of it bears
 */
public record RouteQuotes(URI relayer, long batchNanos) {
    public RouteQuotes {
        if (batchNanos <= 0) {
            throw new IllegalArgumentException("a batch brings over more than " + batchNanos);
        }
    }
}
