package io.fluxledger.relayer.route;

import io.fluxledger.signatures.Keccak256;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings payouts to their providers, leg by leg. The same state and event have the same next state and actions. */
public final class RouteMachine {
    private final Router router;

    public RouteMachine(Router router) {
        this.router = router;
    }

    /** A payout's first state, before anything is decided: {@link RouteEvent.Looked} begins it. */
    public static Route opened(Payout payout, long nowMs) {
        return new Route(
                payout,
                Route.Status.MOVING,
                payout.chainId(),
                payout.paths(),
                List.of(),
                0,
                0,
                List.of(),
                0,
                false,
                null,
                nowMs);
    }

    /** A payout that no chain can pay: it is over before it began, and its money is the provider's again. */
    public static Route refused(Payout payout, String reason, long nowMs) {
        return new Route(
                payout,
                Route.Status.RETURNED,
                payout.chainId(),
                List.of(),
                List.of(),
                0,
                0,
                List.of(),
                0,
                false,
                reason,
                nowMs);
    }

    /** What an event makes of a route; events that come twice, or too late, change nothing. */
    public RouteStep apply(Route route, RouteEvent event, Outlook outlook) {
        if (route.isOver() && !isPaidSwapRevoked(route, event)) {
            return new RouteStep(route, List.of());
        }
        RouteDraft draft = new RouteDraft(route, router, outlook);
        switch (event) {
            case RouteEvent.Looked() -> draft.lookAgain();
            case RouteEvent.Ended ended -> ended(draft, ended);
            case RouteEvent.Revoked(int leg) -> draft.revoked(leg);
            case RouteEvent.Swapped(int leg, var tokenAmount) -> draft.swapped(leg, tokenAmount);
            case RouteEvent.Released(int leg, String hash) -> draft.released(leg, hash);
            case RouteEvent.Refunded(int leg, String hash) -> draft.refunded(leg, hash);
        }
        draft.advance();
        return draft.step();
    }

    /** Of other payments the lanes tell the ledger, and send them again by themselves. */
    private static boolean isPaidSwapRevoked(Route route, RouteEvent event) {
        return event instanceof RouteEvent.Revoked(int number)
                && route.legs().stream()
                        .anyMatch(leg -> leg.number() == number
                                && leg.status() == RouteLeg.Status.PAID
                                && leg.leg() instanceof Leg.SwapPay);
    }

    private static void ended(RouteDraft draft, RouteEvent.Ended ended) {
        RouteLeg leg = draft.leg(ended.leg());
        if (leg.status() != RouteLeg.Status.SENT) {
            return;
        }
        String hash = ended.transactionHash();
        switch (leg.leg()) {
            case Leg.Move move -> {
                if (ended.succeeded()) {
                    draft.locked(leg, move, ended.feeMicros(), required(hash));
                } else {
                    draft.failed(leg, String.valueOf(ended.reason()));
                }
            }
            case Leg.Pay _ -> {
                // The lanes tell the ledger of this command's end, as of every payout's.
                if (ended.succeeded()) {
                    draft.paid(leg, required(hash));
                } else {
                    draft.failed(leg, String.valueOf(ended.reason()));
                    draft.over(Route.Status.RETURNED, String.valueOf(ended.reason()));
                }
            }
            case Leg.SwapPay _ -> {
                if (ended.succeeded()) {
                    draft.swapFinal(leg, required(hash));
                } else {
                    draft.failed(leg, String.valueOf(ended.reason()));
                }
            }
        }
    }

    private static String required(@Nullable String hash) {
        if (hash == null) {
            throw new IllegalArgumentException("A command that succeeded has a transaction");
        }
        return hash;
    }

    /** Names a leg's command of that kind, the same at every try. */
    public static String commandId(String payoutId, int leg, String kind) {
        return payoutId + ":" + leg + ":" + kind;
    }

    /** Names a move for the ledger: 64 hex digits, since payout ids may be as long as its ids. */
    public static String moveId(String payoutId, int leg) {
        return HexFormat.of().formatHex(Keccak256.hash(payoutId + ":" + leg));
    }
}
