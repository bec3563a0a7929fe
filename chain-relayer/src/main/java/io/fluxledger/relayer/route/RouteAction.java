package io.fluxledger.relayer.route;

import org.jspecify.annotations.Nullable;

/** What a route wants done, once, together with keeping its state. */
public sealed interface RouteAction {
    /** Give the commands of that leg. */
    record Send(RouteLeg leg) implements RouteAction {}

    /**
     * Tell the ledger of a move.
     *
     * @param moveId of {@link RouteMachine#moveId}
     * @param atMs when, Unix milliseconds: one that was taken back may come again
     */
    record TellMove(String moveId, MoveStatus status, Leg.Move move, String transactionHash, long atMs)
            implements RouteAction {}

    /** How far a move is. */
    enum MoveStatus {
        SENT,
        RECEIVED,
        RETURNED,
        /** What was SENT was taken back. */
        REVOKED
    }

    /** Tell the ledger that the payout is paid on another chain. */
    record TellChain(int leg, long chainId, String reason) implements RouteAction {}

    /**
     * Tell the ledger that the provider was paid, by a swap.
     *
     * @param atMs when, Unix milliseconds: one that was taken back may come again
     */
    record TellSwapped(int leg, long chainId, String transactionHash, long atMs) implements RouteAction {}

    /** Tell the ledger that a reorganisation took back the swap that had paid the provider. */
    record TellSwapRevoked(int leg, long chainId, String transactionHash, long atMs) implements RouteAction {}

    /** Tell the ledger that the provider will not be paid this way. */
    record TellReturned(long chainId, @Nullable String transactionHash, String reason) implements RouteAction {}
}
