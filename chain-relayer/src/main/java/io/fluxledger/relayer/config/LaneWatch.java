package io.fluxledger.relayer.config;

import io.fluxledger.runtime.Settings;
import java.math.BigInteger;
import java.time.Duration;

/**
 * What a lane does in bulk and what it looks after when all is well.
 *
 * @param batch commands that are signed, saved and sent together at most
 * @param reorgBlocks blocks for which a final transaction is watched further
 * @param lowBalanceWei a signer that has less of the chain's coin raises an alarm
 * @param stuckAfter a transaction that is not mined after so long raises an alarm
 */
public record LaneWatch(int batch, int reorgBlocks, BigInteger lowBalanceWei, Duration stuckAfter) {
    private static final BigInteger WEI_PER_GWEI = BigInteger.TEN.pow(9);
    private static final int DEFAULT_BATCH = 256;
    private static final int DEFAULT_BLOCKS = 64;
    private static final int DEFAULT_LOW_GWEI = 50_000_000;
    private static final Duration DEFAULT_STUCK_AFTER = Duration.ofMinutes(2);

    /** What most deployments want: 0.05 of the chain's coin and two minutes raise an alarm. */
    public static LaneWatch standard() {
        return of(DEFAULT_BATCH, DEFAULT_BLOCKS, DEFAULT_LOW_GWEI, DEFAULT_STUCK_AFTER);
    }

    /** What is not set is as in {@link #standard}. */
    static LaneWatch from(Settings settings) {
        return of(
                settings.integer("lane.batch", DEFAULT_BATCH),
                settings.integer("reorg.watch.blocks", DEFAULT_BLOCKS),
                settings.integer("gas.alarm.gwei", DEFAULT_LOW_GWEI),
                settings.duration("lane.stuck.after", DEFAULT_STUCK_AFTER));
    }

    private static LaneWatch of(int batch, int reorgBlocks, int lowBalanceGwei, Duration stuckAfter) {
        return new LaneWatch(
                batch, reorgBlocks, BigInteger.valueOf(lowBalanceGwei).multiply(WEI_PER_GWEI), stuckAfter);
    }
}
