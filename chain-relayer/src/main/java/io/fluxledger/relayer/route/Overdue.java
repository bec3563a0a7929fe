package io.fluxledger.relayer.route;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Takes bridges for down that have not released what they hold in their time. */
public final class Overdue {
    private static final long MS_PER_S = 1_000;

    private Overdue() {}

    /** @param routes all that are not over */
    public static Outlook added(Outlook outlook, Collection<Route> routes, RoutePolicy policy) {
        Map<String, String> down = new HashMap<>();
        for (Route route : routes) {
            for (RouteLeg leg : route.legs()) {
                if (leg.status() == RouteLeg.Status.LOCKED && leg.leg() instanceof Leg.Move move) {
                    long lateMs = outlook.nowMs() - leg.changedAtMs() - move.seconds() * MS_PER_S;
                    if (lateMs > policy.overdueAfterS() * MS_PER_S) {
                        down.put(move.bridge().key(), "has not released " + move.receivedMicros() + " in its time");
                    }
                }
            }
        }
        if (down.isEmpty()) {
            return outlook;
        }
        down.putAll(outlook.health().bridgesDown());
        return new Outlook(
                outlook.nowMs(),
                outlook.quotes(),
                new Health(down, outlook.health().chainsDown()));
    }
}
