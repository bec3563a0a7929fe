package io.fluxledger.relayer.send;

import java.math.BigInteger;

/**
 * How a lane behaves.
 *
 * @param confirmations blocks, its own included, that make a transaction final
 * @param maxInFlight transactions that may wait to be mined at once
 * @param rebroadcastAfterMs the same bytes are sent again when they were not mined for so long
 * @param bumpAfterMs fees are raised when the next transaction of the lane was not mined for so long
 * @param bumpPercent by how much at least; nodes refuse less than 10
 * @param maxFeeCapWei fee per gas above which nothing is offered; the transaction then waits
 */
public record LaneSettings(
        int confirmations,
        int maxInFlight,
        long rebroadcastAfterMs,
        long bumpAfterMs,
        int bumpPercent,
        BigInteger maxFeeCapWei) {
    public LaneSettings {
        if (confirmations < 1 || maxInFlight < 1 || bumpPercent < 10) {
            throw new IllegalArgumentException("confirmations and maxInFlight are at least 1, bumpPercent at least 10");
        }
    }
}
