package io.fluxledger.relayer.route;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A route while an event is applied to it. */
final class RouteDraft {
    private final Route before;
    private final Router router;
    private final Outlook outlook;
    private final long nowMs;
    private final List<RoutePath> paths;
    private final List<RouteLeg> legs;
    private final List<RouteAction> actions = new ArrayList<>();
    private Route.Status status;
    private long chainId;
    private long costMicros;
    private int seconds;
    private List<String> considered;
    private long heldSinceMs;
    private boolean cutOff;
    private @Nullable String reason;

    RouteDraft(Route before, Router router, Outlook outlook) {
        this.before = before;
        this.router = router;
        this.outlook = outlook;
        this.nowMs = outlook.nowMs();
        this.paths = new ArrayList<>(before.paths());
        this.legs = new ArrayList<>(before.legs());
        this.status = before.status();
        this.chainId = before.chainId();
        this.costMicros = before.costMicros();
        this.seconds = before.seconds();
        this.considered = before.considered();
        this.heldSinceMs = before.heldSinceMs();
        this.cutOff = before.cutOff();
        this.reason = before.reason();
    }

    RouteStep step() {
        Route after = new Route(
                before.payout(),
                status,
                chainId,
                paths,
                legs,
                costMicros,
                seconds,
                considered,
                heldSinceMs,
                cutOff,
                reason,
                before.changedAtMs());
        // Looking again and finding everything as it was is no change.
        Route stamped = after.equals(before)
                ? before
                : new Route(
                        after.payout(),
                        after.status(),
                        after.chainId(),
                        after.paths(),
                        after.legs(),
                        after.costMicros(),
                        after.seconds(),
                        after.considered(),
                        after.heldSinceMs(),
                        after.cutOff(),
                        after.reason(),
                        nowMs);
        return new RouteStep(stamped, actions);
    }

    /** @throws IllegalArgumentException when the route has never had it */
    RouteLeg leg(int number) {
        if (number < 0 || number >= legs.size()) {
            throw new IllegalArgumentException(before.payoutId() + " has no leg " + number);
        }
        return legs.get(number);
    }

    void locked(RouteLeg leg, Leg.Move move, long feeMicros, String hash) {
        Leg.Move real = new Leg.Move(move.path(), move.bridge(), move.sentMicros(), feeMicros, move.seconds());
        set(leg.now(RouteLeg.Status.LOCKED, nowMs, hash).with(real));
        tellMove(leg, RouteAction.MoveStatus.SENT, real, hash);
    }

    /** What has arrived on another chain all the same stays arrived: its lock is sent again. */
    void revoked(int number) {
        RouteLeg leg = leg(number);
        String hash = leg.transactionHash();
        if (leg.status() == RouteLeg.Status.LOCKED && hash != null) {
            set(leg.now(RouteLeg.Status.SENT, nowMs));
            if (leg.leg() instanceof Leg.Move move) {
                tellMove(leg, RouteAction.MoveStatus.REVOKED, move, hash);
            }
        } else if (leg.status() == RouteLeg.Status.PAID && leg.leg() instanceof Leg.SwapPay swap && hash != null) {
            set(leg.now(RouteLeg.Status.SENT, nowMs));
            status = Route.Status.PAYING;
            actions.add(new RouteAction.TellSwapRevoked(number, swap.chainId(), hash, nowMs));
        }
    }

    void released(int number, String hash) {
        RouteLeg leg = leg(number);
        if (leg.status() == RouteLeg.Status.LOCKED && leg.leg() instanceof Leg.Move move) {
            set(leg.arrived(RouteLeg.Status.RECEIVED, nowMs, hash));
            paths.set(move.path(), paths.get(move.path()).at(move.bridge().toChainId()));
            tellMove(leg, RouteAction.MoveStatus.RECEIVED, move, hash);
        }
    }

    void refunded(int number, String hash) {
        RouteLeg leg = leg(number);
        if (leg.status() == RouteLeg.Status.LOCKED && leg.leg() instanceof Leg.Move move) {
            set(leg.arrived(RouteLeg.Status.REFUNDED, nowMs, hash));
            tellMove(leg, RouteAction.MoveStatus.RETURNED, move, hash);
            dropWaiting();
        }
    }

    void failed(RouteLeg leg, String why) {
        set(leg.failed(nowMs, why));
        dropWaiting();
    }

    void paid(RouteLeg leg, String hash) {
        set(leg.now(RouteLeg.Status.PAID, nowMs, hash));
        over(Route.Status.DONE, null);
    }

    void over(Route.Status end, @Nullable String why) {
        status = end;
        reason = why;
        heldSinceMs = 0;
        cutOff = false;
    }

    void swapFinal(RouteLeg leg, String hash) {
        set(leg.now(RouteLeg.Status.LOCKED, nowMs, hash));
    }

    void swapped(int number, BigInteger tokenAmount) {
        RouteLeg leg = leg(number);
        String hash = leg.transactionHash();
        if (leg.status() == RouteLeg.Status.LOCKED && leg.leg() instanceof Leg.SwapPay swap && hash != null) {
            paid(leg.gave(tokenAmount), hash);
            actions.add(new RouteAction.TellSwapped(number, swap.chainId(), hash, nowMs));
        }
    }

    private void tellMove(RouteLeg leg, RouteAction.MoveStatus how, Leg.Move move, String hash) {
        actions.add(
                new RouteAction.TellMove(RouteMachine.moveId(before.payoutId(), leg.number()), how, move, hash, nowMs));
    }

    /** Time has passed: what is held may go on, what waits too long for a swap is given back. */
    void lookAgain() {
        boolean swapOnly =
                status == Route.Status.HELD && !cutOff && before.payout().token() != null;
        if (swapOnly
                && nowMs - heldSinceMs >= router.policy().swapPatienceMs()
                && !(answer() instanceof RouteAnswer.Routed)) {
            String why = considered.isEmpty() ? "no swap" : considered.getLast();
            over(Route.Status.RETURNED, why);
            actions.add(new RouteAction.TellReturned(chainId, null, why));
        }
    }

    /** Does whatever can be done now. */
    void advance() {
        // Each round plans at most once for what it then sends, so the second always ends.
        for (int round = 0; round < 2; round++) {
            if (status == Route.Status.DONE || status == Route.Status.RETURNED || isPaying()) {
                return;
            }
            if (!isPlanned()) {
                if (isMoving() || !plan()) {
                    return;
                }
            }
            if (send()) {
                return;
            }
            dropWaiting();
        }
    }

    private boolean isPaying() {
        return legs.stream().anyMatch(leg -> leg.isInFlight() && !(leg.leg() instanceof Leg.Move));
    }

    private boolean isMoving() {
        return legs.stream().anyMatch(RouteLeg::isInFlight);
    }

    /** A payment stands at the end of every plan. */
    private boolean isPlanned() {
        return legs.stream().anyMatch(leg -> leg.status() == RouteLeg.Status.WAITING);
    }

    /** Gives up what has not begun; the rest of the way is decided anew when nothing is in flight. */
    private void dropWaiting() {
        legs.replaceAll(leg -> leg.status() == RouteLeg.Status.WAITING ? leg.now(RouteLeg.Status.DROPPED, nowMs) : leg);
    }

    /** False when there is no way: then it is held. */
    private boolean plan() {
        switch (answer()) {
            case RouteAnswer.Routed routed -> {
                for (Leg leg : routed.legs()) {
                    legs.add(RouteLeg.planned(legs.size(), leg, nowMs));
                }
                costMicros = routed.costMicros();
                seconds = routed.seconds();
                considered = routed.rejected();
                status = Route.Status.MOVING;
                heldSinceMs = 0;
                cutOff = false;
                return true;
            }
            case RouteAnswer.NoRoute none -> {
                if (!router.serves(before.payout())) {
                    // It would be held for ever. Nothing is in flight, so the provider's money can be its own again.
                    String why =
                            "no chain of this deployment: " + before.payout().chainId();
                    over(Route.Status.RETURNED, why);
                    actions.add(new RouteAction.TellReturned(chainId, null, why));
                    return false;
                }
                status = Route.Status.HELD;
                considered = none.reasons();
                heldSinceMs = heldSinceMs == 0 ? nowMs : heldSinceMs;
                cutOff = isCutOff();
                return false;
            }
        }
    }

    private RouteAnswer answer() {
        return router.route(request(avoided()), outlook.quotes(), outlook.health());
    }

    /** Whether bridges are the reason: neither what failed a moment ago nor what a treasury lacks. */
    private boolean isCutOff() {
        Quotes quotes = outlook.quotes();
        Quotes rich = new Quotes(quotes.bridges(), quotes.pools(), quotes.gasPriceWei(), Map.of());
        return router.route(request(Set.of()), rich, outlook.health()) instanceof RouteAnswer.NoRoute none
                && none.unreachable();
    }

    private RouteRequest request(Set<String> avoid) {
        Payout payout = before.payout();
        return new RouteRequest(
                paths.stream()
                        .map(path -> new RouteRequest.Source(path.number(), path.restsOn(), path.amountMicros()))
                        .toList(),
                payout.chainId(),
                payout.alternativeChainIds(),
                payout.token(),
                payout.slippageBps(),
                avoid);
    }

    /** Bridges that failed this payout so shortly ago that they are left alone. */
    private Set<String> avoided() {
        Map<String, Integer> failures = new HashMap<>();
        Map<String, Long> lastMs = new HashMap<>();
        for (RouteLeg leg : legs) {
            boolean failed = leg.status() == RouteLeg.Status.FAILED || leg.status() == RouteLeg.Status.REFUNDED;
            if (failed && leg.leg() instanceof Leg.Move move) {
                failures.merge(move.bridge().key(), 1, Integer::sum);
                lastMs.merge(move.bridge().key(), leg.changedAtMs(), Math::max);
            }
        }
        Set<String> avoided = new HashSet<>();
        failures.forEach((bridge, times) -> {
            if (nowMs < lastMs.getOrDefault(bridge, 0L) + router.policy().retryAfterMs(times)) {
                avoided.add(bridge);
            }
        });
        return avoided;
    }

    /** Gives the commands whose turn it is. False when the plan is no longer good: nothing was sent for its next leg. */
    private boolean send() {
        boolean movesLeft = false;
        for (RoutePath path : paths) {
            RouteLeg next = nextMove(path.number());
            if (next != null) {
                movesLeft = true;
                if (next.status() == RouteLeg.Status.WAITING) {
                    if (!(next.leg() instanceof Leg.Move move) || !isUsable(move, next)) {
                        return false;
                    }
                    give(next);
                }
            }
        }
        if (!movesLeft) {
            return pay();
        }
        return true;
    }

    /** The first leg of that path that is not through. */
    private @Nullable RouteLeg nextMove(int path) {
        for (RouteLeg leg : legs) {
            if (leg.leg() instanceof Leg.Move move
                    && move.path() == path
                    && (leg.isInFlight() || leg.status() == RouteLeg.Status.WAITING)) {
                return leg;
            }
        }
        return null;
    }

    /** What was planned a while ago may have come to nothing. */
    private boolean isUsable(Leg.Move move, RouteLeg leg) {
        if (leg.plannedAtMs() == nowMs) {
            return true;
        }
        Network.Bridge bridge = move.bridge();
        return outlook.health().down(bridge).isEmpty()
                && outlook.health().down(bridge.toChainId()).isEmpty()
                && outlook.quotes()
                        .bridge(bridge)
                        .filter(quote -> quote.feeMicros(move.sentMicros()) <= move.feeMicros())
                        .filter(quote -> quote.availableMicros() >= move.receivedMicros())
                        .isPresent();
    }

    private boolean pay() {
        RouteLeg payment = legs.stream()
                .filter(leg -> leg.status() == RouteLeg.Status.WAITING)
                .findFirst()
                .orElseThrow();
        if (payment.leg() instanceof Leg.SwapPay && payment.plannedAtMs() != nowMs) {
            // The least that the provider takes follows the pool's price at the time of the swap.
            return false;
        }
        if (payment.leg().chainId() != chainId) {
            chainId = payment.leg().chainId();
            actions.add(new RouteAction.TellChain(payment.number(), chainId, String.join("; ", considered)));
        }
        status = Route.Status.PAYING;
        give(payment);
        return true;
    }

    private void give(RouteLeg leg) {
        set(leg.now(RouteLeg.Status.SENT, nowMs));
        actions.add(new RouteAction.Send(legs.get(leg.number())));
    }

    private void set(RouteLeg leg) {
        legs.set(leg.number(), leg);
    }
}
