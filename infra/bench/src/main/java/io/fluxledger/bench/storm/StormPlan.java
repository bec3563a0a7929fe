package io.fluxledger.bench.storm;

import io.fluxledger.bench.cluster.Tuning;

/**
 * What a kill storm does.
 *
 * @param kills processes to kill, at least
 * @param instances streams instances, 1 or 2
 * @param ratePerS inputs sent a second
 * @param seed decides moments, victims and inputs
 * @param tuning what differs from the streams' defaults
 */
public record StormPlan(int kills, int instances, int ratePerS, long seed, Tuning tuning) {
    public StormPlan {
        if (kills < 1 || instances < 1 || ratePerS < 1) {
            throw new IllegalArgumentException("kills, instances and rate must be positive");
        }
    }
}
