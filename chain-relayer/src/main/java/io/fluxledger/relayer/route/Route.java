package io.fluxledger.relayer.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a payout has come; all that must survive a crash.
 *
 * @param chainId where it will be paid, as the ledger was told last
 * @param legs all that it has ever had, in the order of their numbers
 * @param costMicros what the way was to cost when it was decided last: fees and gas
 * @param seconds what it was to take
 * @param considered ways that were not taken then, with why; while it is held, why it is
 * @param heldSinceMs when its way ended, Unix milliseconds; 0 while it is not held
 * @param cutOff while it is held: no bridge leads to where it is to be paid
 * @param reason why it was given back
 */
public record Route(
        Payout payout,
        Status status,
        long chainId,
        List<RoutePath> paths,
        List<RouteLeg> legs,
        long costMicros,
        int seconds,
        List<String> considered,
        long heldSinceMs,
        boolean cutOff,
        @Nullable String reason,
        long changedAtMs) {
    /** Life of a route. */
    public enum Status {
        /** On its way to the provider's chain. */
        MOVING,
        /** The payment was sent. */
        PAYING,
        /** There is no way now; it goes on when there is one. */
        HELD,
        /** The provider has its money. */
        DONE,
        /** The provider's money is payable again. */
        RETURNED
    }

    public Route {
        paths = List.copyOf(paths);
        legs = List.copyOf(legs);
        considered = List.copyOf(considered);
    }

    public String payoutId() {
        return payout.payoutId();
    }

    public boolean isOver() {
        return status == Status.DONE || status == Status.RETURNED;
    }

    public boolean isHeld() {
        return status == Status.HELD;
    }
}
