package io.fluxledger.relayer.route;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What a route learns. */
public sealed interface RouteEvent {
    /** The world was looked at. */
    record Looked() implements RouteEvent {}

    /**
     * A command of a leg ended for good.
     *
     * @param succeeded otherwise it has had no effect and never will
     * @param feeMicros of a lock: what the bridge kept
     * @param reason why it failed
     */
    record Ended(
            int leg,
            boolean succeeded,
            @Nullable String transactionHash,
            long feeMicros,
            @Nullable String reason) implements RouteEvent {}

    /** A reorganisation took back a command of a leg that had succeeded; it is sent again by itself. */
    record Revoked(int leg) implements RouteEvent {}

    /** What a swap that is final gave, in the token's smallest unit. */
    record Swapped(int leg, BigInteger tokenAmount) implements RouteEvent {}

    /** What a leg had locked was released on the other chain, for good. */
    record Released(int leg, String transactionHash) implements RouteEvent {}

    /** What a leg had locked was given back, for good. */
    record Refunded(int leg, String transactionHash) implements RouteEvent {}
}
