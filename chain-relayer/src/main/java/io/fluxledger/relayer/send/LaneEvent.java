package io.fluxledger.relayer.send;

import io.fluxledger.events.TransactionAttempt;
import java.math.BigInteger;

/** What a lane learns from the outside. */
public sealed interface LaneEvent {
    /**
     * The chain's head, read before anything else of a round.
     *
     * @param nowMs wall clock, Unix milliseconds
     * @param blockTimeS time of the head, Unix seconds
     * @param minedNonce transactions that the signer has in the chain
     * @param finalNonce the same, as of the newest final block
     */
    record HeadSeen(
            long nowMs,
            long blockNumber,
            long blockTimeS,
            BigInteger baseFeeWei,
            BigInteger priorityFeeWei,
            long minedNonce,
            long finalNonce)
            implements LaneEvent {}

    /** A dry run succeeded. */
    record PreflightPassed(String commandId, BigInteger gasLimit) implements LaneEvent {}

    /** A dry run reverted: the transaction would fail. */
    record PreflightReverted(String commandId, String reason) implements LaneEvent {}

    /** The first or a further attempt was signed; nobody has seen it yet. */
    record AttemptSigned(String commandId, long nonce, TransactionAttempt attempt) implements LaneEvent {}

    /** The node took the bytes, had them, or refused them: in each case the receipts will tell. */
    record Broadcast(String commandId) implements LaneEvent {}

    /** One of the attempts is in the chain. */
    record Mined(String commandId, MinedTransaction mined) implements LaneEvent {}

    /** None of the attempts is in the chain. */
    record NotMined(String commandId) implements LaneEvent {}

    /** The outcome has reached those who wait for it. */
    record Announced(String commandId) implements LaneEvent {}

    /** The node did not answer; the rest of the round is given up. */
    record Unreachable(String reason) implements LaneEvent {}
}
