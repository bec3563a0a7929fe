package io.fluxledger.settlement.config;

import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Settings;
import io.fluxledger.settlement.plan.UsageTolerance;
import io.fluxledger.settlement.reconcile.UsageEndpoints;
import io.fluxledger.settlement.schedule.RetrySchedule;
import java.nio.file.Path;

/**
 * Settings of the cross-check with the providers' own figures.
 *
 * @param endpoints whom to ask
 * @param retry when it is asked, and again
 */
public record CheckConfig(UsageEndpoints endpoints, UsageTolerance tolerance, RetrySchedule retry) {
    private static final String RETRY = "PT2S,PT5S,PT30S,PT2M,PT10M";

    /**
     * Keys {@code usage.endpoints.file} (nobody is asked without), {@code usage.tolerance.calls} (2),
     * {@code usage.tolerance.ppm} (1000) and {@code usage.retry} (a list of pauses, ISO-8601; the first is before the first
     * attempt).
     */
    static CheckConfig from(Settings settings) {
        String file = settings.string("usage.endpoints.file", "");
        try {
            return new CheckConfig(
                    file.isEmpty() ? UsageEndpoints.NONE : UsageEndpoints.read(Path.of(file)),
                    new UsageTolerance(
                            settings.number("usage.tolerance.calls", 2), settings.number("usage.tolerance.ppm", 1_000)),
                    schedule(settings, "usage.retry", RETRY));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("usage.tolerance: " + e.getMessage(), e);
        }
    }

    static RetrySchedule schedule(Settings settings, String key, String otherwise) {
        try {
            return RetrySchedule.parse(settings.string(key, otherwise));
        } catch (RuntimeException e) {
            throw new ConfigurationException(key + " must be durations such as PT5S, separated by commas", e);
        }
    }
}
