package io.fluxledger.relayer.send;

import java.math.BigInteger;

/**
 * How a lane behaves.
 *
 * @param confirmations blocks, its own included, that make a transaction final
 * @param watchBlocks further blocks for which a final transaction is watched: a reorganisation may be deeper than expected
 * @param maxInFlight transactions that may wait to be mined at once
 * @param batch commands that are signed, saved and sent together at most
 * @param rebroadcastAfterMs the same bytes are sent again when they were not mined for so long
 * @param bumpAfterMs fees are raised when a transaction that ought to be next was not mined for so long
 * @param bumpPercent by how much at least; nodes refuse less than 10
 * @param maxFeeCapWei fee per gas above which nothing is offered; the transaction then waits
 * @param lowBalanceWei a signer that has less of the chain's coin raises an alarm
 * @param stuckAfterMs a transaction that is not mined after so long raises an alarm
 */
public record LaneSettings(
        int confirmations,
        int watchBlocks,
        int maxInFlight,
        int batch,
        long rebroadcastAfterMs,
        long bumpAfterMs,
        int bumpPercent,
        BigInteger maxFeeCapWei,
        BigInteger lowBalanceWei,
        long stuckAfterMs) {
    public LaneSettings {
        if (confirmations < 1 || watchBlocks < 0 || maxInFlight < 1 || batch < 1 || bumpPercent < 10) {
            throw new IllegalArgumentException(
                    "confirmations, maxInFlight and batch are at least 1, watchBlocks 0, bumpPercent 10");
        }
    }

    /** The same for a lane whose transactions are made one after another. */
    public LaneSettings oneAtATime() {
        return new LaneSettings(
                confirmations,
                watchBlocks,
                1,
                1,
                rebroadcastAfterMs,
                bumpAfterMs,
                bumpPercent,
                maxFeeCapWei,
                lowBalanceWei,
                stuckAfterMs);
    }

    /** The block at which what is in that one becomes final. */
    long finalAt(long blockNumber) {
        return blockNumber + confirmations - 1;
    }

    /** The block from which on what is in that one is watched no more. */
    long forgottenAt(long blockNumber) {
        return finalAt(blockNumber) + watchBlocks;
    }
}
