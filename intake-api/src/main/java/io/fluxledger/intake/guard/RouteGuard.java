package io.fluxledger.intake.guard;

import io.fluxledger.runtime.HttpService.Handler;

/** All that stands around a route, in the order in which a request meets it: quota, place, repeated request. */
public final class RouteGuard {
    private final Quotas quotas;
    private final Concurrency places;
    private final IdempotencyKeys keys;

    public RouteGuard(Quotas quotas, Concurrency places, IdempotencyKeys keys) {
        this.quotas = quotas;
        this.places = places;
        this.keys = keys;
    }

    /** The handler with all of it. */
    public Handler around(Handler handler) {
        return quotas.around(places.around(keys.around(handler)));
    }
}
