package io.fluxledger.bench.storm;

import java.util.Map;

/**
 * What a kill storm does.
 *
 * @param kills processes to kill, at least
 * @param instances streams instances, 1 or 2
 * @param ratePerS inputs sent a second
 * @param seed decides moments, victims and inputs
 * @param settings keys of the streams' configuration that differ from the defaults
 */
public record StormPlan(int kills, int instances, int ratePerS, long seed, Map<String, String> settings) {
    public StormPlan {
        settings = Map.copyOf(settings);
        if (kills < 1 || instances < 1 || ratePerS < 1) {
            throw new IllegalArgumentException("kills, instances and rate must be positive");
        }
    }
}
