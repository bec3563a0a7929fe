package io.fluxledger.relayer.chain;

import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * Which of a chain's endpoints to ask. One that fails is left alone for a while, longer each time; one whose head is too far
 * behind the best is not asked while there is another. Safe for use by several threads.
 */
final class EndpointHealth {
    private static final long FIRST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 60_000;

    private final int maxLagBlocks;
    private final int[] failures;
    private final long[] pausedUntilMs;
    private final long[] blocks;
    private long bestBlock;

    /** @param maxLagBlocks an endpoint may be so many blocks behind the best one */
    EndpointHealth(int endpoints, int maxLagBlocks) {
        this.maxLagBlocks = maxLagBlocks;
        this.failures = new int[endpoints];
        this.pausedUntilMs = new long[endpoints];
        this.blocks = new long[endpoints];
        Arrays.fill(pausedUntilMs, Long.MIN_VALUE);
        Arrays.fill(blocks, -1);
    }

    synchronized void succeeded(int endpoint, long block) {
        failures[endpoint] = 0;
        pausedUntilMs[endpoint] = Long.MIN_VALUE;
        blocks[endpoint] = block;
        bestBlock = Math.max(bestBlock, block);
    }

    synchronized void failed(int endpoint, long nowMs) {
        long pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures[endpoint], 10));
        failures[endpoint]++;
        pausedUntilMs[endpoint] = nowMs + pauseMs;
    }

    synchronized boolean isPaused(int endpoint, long nowMs) {
        return pausedUntilMs[endpoint] > nowMs;
    }

    /**
     * The preferred one when it is well, else the first that is, else the one whose pause ends first.
     *
     * @param tried those that are not to be asked again now
     */
    synchronized OptionalInt pick(int preferred, BitSet tried, long nowMs) {
        if (!tried.get(preferred) && isWell(preferred, nowMs)) {
            return OptionalInt.of(preferred);
        }
        int soonest = -1;
        for (int i = 0; i < blocks.length; i++) {
            if (tried.get(i)) {
                continue;
            }
            if (isWell(i, nowMs)) {
                return OptionalInt.of(i);
            }
            boolean sooner = soonest < 0 || pausedUntilMs[i] < pausedUntilMs[soonest];
            boolean sameButAhead =
                    soonest >= 0 && pausedUntilMs[i] == pausedUntilMs[soonest] && blocks[i] > blocks[soonest];
            if (sooner || sameButAhead) {
                soonest = i;
            }
        }
        return soonest < 0 ? OptionalInt.empty() : OptionalInt.of(soonest);
    }

    private boolean isWell(int endpoint, long nowMs) {
        boolean behind = blocks[endpoint] >= 0 && bestBlock - blocks[endpoint] > maxLagBlocks;
        return pausedUntilMs[endpoint] <= nowMs && !behind;
    }
}
