package io.fluxledger.intake.guard;

import io.fluxledger.runtime.HttpService.Handler;

/** All that stands around a route, in the order in which a request meets it: quota, role, place, repeated request. */
public final class RouteGuard {
    private final Quotas quotas;
    private final RoleCheck roles;
    private final Concurrency places;
    private final IdempotencyKeys keys;

    public RouteGuard(Quotas quotas, RoleCheck roles, Concurrency places, IdempotencyKeys keys) {
        this.quotas = quotas;
        this.roles = roles;
        this.places = places;
        this.keys = keys;
    }

    /** The handler with all of it. */
    public Handler around(Handler handler) {
        return quotas.around(roles.around(places.around(keys.around(handler))));
    }
}
