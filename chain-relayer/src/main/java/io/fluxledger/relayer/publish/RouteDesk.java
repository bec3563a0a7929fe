package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.ChainHold;
import io.fluxledger.events.RouteRecord;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.relayer.plan.RouteCommands;
import io.fluxledger.relayer.route.Holds;
import io.fluxledger.relayer.route.Outlook;
import io.fluxledger.relayer.route.Overdue;
import io.fluxledger.relayer.route.Route;
import io.fluxledger.relayer.route.RouteAction;
import io.fluxledger.relayer.route.RouteEvent;
import io.fluxledger.relayer.route.RouteLeg;
import io.fluxledger.relayer.route.RouteMachine;
import io.fluxledger.relayer.route.RouteStep;
import io.fluxledger.relayer.route.Router;
import io.fluxledger.relayer.route.TransferWatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * All routes that are not over, and what has changed since it was last kept. What is drafted counts only when it has been
 * kept on the log: after a failure the desk is thrown away and read again.
 */
final class RouteDesk {
    /** Routes that are over, for those who ask. */
    private static final int MAX_OVER = 10_000;

    /** An action and the payout that it is for. */
    record Task(Route route, RouteAction action) {}

    private final Router router;
    private final RouteMachine machine;
    private final Map<String, String> traces = new HashMap<>();
    private final Map<String, Route> open = new LinkedHashMap<>();
    private final Map<String, Route> over = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Route> eldest) {
            boolean forgotten = size() > MAX_OVER;
            if (forgotten) {
                traces.remove(eldest.getKey());
            }
            return forgotten;
        }
    };
    private final SortedMap<Long, ChainHold> holds = new TreeMap<>();
    private final Map<String, Route> changed = new LinkedHashMap<>();
    private final List<Task> tasks = new ArrayList<>();

    RouteDesk(Router router) {
        this.router = router;
        this.machine = new RouteMachine(router);
    }

    /**
     * A record of the log, in its order; the latest of each key counts.
     *
     * @param traceparent trace context of what asked for a payout, where there is one
     */
    void restore(SpecificRecord record, @Nullable String traceparent) {
        switch (record) {
            case RouteRecord route -> {
                trace(route, traceparent);
                put(RouteRecords.route(route));
            }
            case ChainHold hold -> holds.put(hold.getChainId(), hold);
            default -> throw new IllegalStateException(record.getSchema().getFullName() + " among the routes");
        }
    }

    /** A record that appeared while at work: a payout that was opened, or what this desk has written itself. */
    synchronized void appeared(SpecificRecord record, @Nullable String traceparent) {
        if (record instanceof RouteRecord route
                && !open.containsKey(route.getPayoutId())
                && !over.containsKey(route.getPayoutId())) {
            trace(route, traceparent);
            put(RouteRecords.route(route));
        }
    }

    private void trace(RouteRecord route, @Nullable String traceparent) {
        if (traceparent != null) {
            traces.put(route.getPayoutId(), traceparent);
        }
    }

    /** Trace context of what asked for a payout; null where there is none. */
    @Nullable
    String traceparent(String payoutId) {
        return traces.get(payoutId);
    }

    private void put(Route route) {
        if (route.isOver()) {
            open.remove(route.payoutId());
            over.put(route.payoutId(), route);
        } else {
            over.remove(route.payoutId());
            open.put(route.payoutId(), route);
        }
    }

    /** How a command ended, if it was one of a route's. */
    void ended(ChainConfirmation confirmation, Outlook outlook) {
        String id = confirmation.getCommandId();
        int kindAt = id.lastIndexOf(':');
        int legAt = kindAt < 0 ? -1 : id.lastIndexOf(':', kindAt - 1);
        if (legAt < 0) {
            return;
        }
        String payoutId = id.substring(0, legAt);
        Route route = now(payoutId);
        if (route == null && confirmation.getStatus() == TransferStatus.REVOKED) {
            // What was paid and is so no more is under way again.
            route = over.get(payoutId);
        }
        Optional<RouteLeg> leg =
                route == null ? Optional.empty() : leg(route, id.substring(legAt + 1, kindAt), confirmation);
        if (route == null || leg.isEmpty()) {
            return;
        }
        int number = leg.get().number();
        switch (confirmation.getStatus()) {
            case FINAL ->
                apply(
                        route,
                        new RouteEvent.Ended(
                                number,
                                true,
                                RouteRecords.hex(confirmation.getTransactionHash()),
                                confirmation.getFeeMicros(),
                                null),
                        outlook);
            case RETURNED ->
                apply(route, new RouteEvent.Ended(number, false, null, 0, confirmation.getReason()), outlook);
            case REVOKED -> apply(route, new RouteEvent.Revoked(number), outlook);
            case SUBMITTED -> {
                // Only its end concerns a route.
            }
        }
    }

    /** Other commands' ids look alike; their kinds do not fit. */
    private static Optional<RouteLeg> leg(Route route, String number, ChainConfirmation confirmation) {
        return route.legs().stream()
                .filter(leg -> Integer.toString(leg.number()).equals(number)
                        && RouteCommands.kind(leg.leg()) == confirmation.getKind())
                .findFirst();
    }

    /** Looks at everything that is under way or held, and goes on with what can go on. */
    void look(Outlook seen, TransferWatch watch) {
        Outlook outlook = Overdue.added(seen, open.values(), router.policy());
        for (Route route : List.copyOf(open.values())) {
            for (RouteLeg leg : route.legs()) {
                if (leg.status() == RouteLeg.Status.LOCKED) {
                    watch.look(leg).ifPresent(event -> apply(latest(route), event, outlook));
                }
            }
            apply(latest(route), new RouteEvent.Looked(), outlook);
        }
    }

    private @Nullable Route now(String payoutId) {
        return changed.containsKey(payoutId) ? changed.get(payoutId) : open.get(payoutId);
    }

    private Route latest(Route route) {
        return changed.getOrDefault(route.payoutId(), route);
    }

    private void apply(Route route, RouteEvent event, Outlook outlook) {
        RouteStep step = machine.apply(route, event, outlook);
        if (!step.route().equals(route)) {
            changed.put(route.payoutId(), step.route());
        }
        step.actions().forEach(action -> tasks.add(new Task(step.route(), action)));
    }

    Collection<Route> changed() {
        return changed.values();
    }

    List<Task> tasks() {
        return tasks;
    }

    /** What was drafted is on the log now. */
    synchronized void kept() {
        changed.values().forEach(this::put);
        changed.clear();
        tasks.clear();
    }

    /** Chains that have to be held, with why. */
    SortedMap<Long, String> wantedHolds(Outlook outlook) {
        return Holds.wanted(open.values(), router, Overdue.added(outlook, open.values(), router.policy()));
    }

    /** Holds that stand. */
    synchronized SortedMap<Long, ChainHold> holds() {
        SortedMap<Long, ChainHold> standing = new TreeMap<>(holds);
        standing.values().removeIf(hold -> !hold.getHeld());
        return standing;
    }

    synchronized void hold(ChainHold hold) {
        holds.put(hold.getChainId(), hold);
    }

    synchronized Optional<Route> find(String payoutId) {
        Route route = open.get(payoutId);
        return Optional.ofNullable(route == null ? over.get(payoutId) : route);
    }

    /** Those that are not over. */
    synchronized List<Route> open() {
        return List.copyOf(open.values());
    }
}
