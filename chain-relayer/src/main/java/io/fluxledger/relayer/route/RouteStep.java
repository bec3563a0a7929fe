package io.fluxledger.relayer.route;

import java.util.List;

/** A route's next state, and what is to be done with it. */
public record RouteStep(Route route, List<RouteAction> actions) {
    public RouteStep {
        actions = List.copyOf(actions);
    }
}
