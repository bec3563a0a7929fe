package io.fluxledger.relayer.send;

import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What a lane learns from the outside. */
public sealed interface LaneEvent {
    /**
     * The chain's head, read before anything else of a round.
     *
     * @param nowMs wall clock, Unix milliseconds
     * @param blockTimeS time of the head, Unix seconds
     * @param minedNonce transactions that the signer has in the chain
     * @param finalNonce the same, as of the newest final block
     * @param balanceWei what the signer has of the chain's coin
     * @param finalHash the newest final block
     * @param anchorHash the block that the lane asked for; null when it asked for none or the node does not know
     */
    record HeadSeen(
            long nowMs,
            long blockNumber,
            long blockTimeS,
            BigInteger baseFeeWei,
            BigInteger priorityFeeWei,
            long minedNonce,
            long finalNonce,
            BigInteger balanceWei,
            Hash32 finalHash,
            @Nullable Hash32 anchorHash)
            implements LaneEvent {
        /** The same head, seen later by who asks for the hash of another block. */
        public HeadSeen at(long laterMs, @Nullable Hash32 otherAnchorHash) {
            return new HeadSeen(
                    laterMs,
                    blockNumber,
                    blockTimeS,
                    baseFeeWei,
                    priorityFeeWei,
                    minedNonce,
                    finalNonce,
                    balanceWei,
                    finalHash,
                    otherAnchorHash);
        }

        /** The later one of the wall clock and the head's time, Unix seconds. */
        long timeS() {
            return Math.max(blockTimeS, nowMs / 1_000);
        }
    }

    /** A dry run succeeded. */
    record PreflightPassed(String commandId, BigInteger gasLimit) implements LaneEvent {}

    /** A dry run reverted: the transaction would fail. */
    record PreflightReverted(String commandId, String reason) implements LaneEvent {}

    /**
     * Its call cannot be made yet. It is asked for again at the next head; what is behind it need not wait.
     *
     * @param reason what is missing
     */
    record NotReady(String commandId, String reason) implements LaneEvent {}

    /** The first or a further attempt was signed; nobody has seen it yet. */
    record AttemptSigned(String commandId, long nonce, TransactionAttempt attempt) implements LaneEvent {}

    /** A node answered to the bytes. */
    record Broadcast(String commandId, SendAnswer answer, String message) implements LaneEvent {}

    /** A no-op was sent at that nonce. */
    record GapFilled(long nonce) implements LaneEvent {}

    /**
     * One of the attempts has a receipt.
     *
     * @param canonical whether the receipt's block is in the chain
     */
    record Mined(String commandId, MinedTransaction mined, boolean canonical) implements LaneEvent {}

    /** None of the attempts has a receipt. */
    record NotMined(String commandId) implements LaneEvent {}

    /** @param hash the transaction that used the command's nonce; null when that cannot be told */
    record Identified(String commandId, @Nullable Hash32 hash) implements LaneEvent {}

    /** The news has reached those who wait for it. */
    record Announced(String commandId, Announcement.Stage stage) implements LaneEvent {}

    /** A key may not sign now, or its signer does not answer; the rest of the round is given up. */
    record NotSigned(String reason) implements LaneEvent {}

    /** The node did not answer; the rest of the round is given up. */
    record Unreachable(String reason) implements LaneEvent {}
}
