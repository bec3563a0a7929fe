package io.fluxledger.runtime;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Named readiness checks of a service. */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);
    private final Map<String, BooleanSupplier> checks = new ConcurrentSkipListMap<>();

    /** Adds a check; the service is ready when all are true. One that throws counts as not ready. */
    public void check(String name, BooleanSupplier ready) {
        checks.put(name, ready);
    }

    /** Results of all checks, by name. */
    public Map<String, Boolean> results() {
        Map<String, Boolean> results = new TreeMap<>();
        checks.forEach((name, ready) -> results.put(name, isReady(name, ready)));
        return results;
    }

    private static boolean isReady(String name, BooleanSupplier ready) {
        try {
            return ready.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.warn("readiness check {} failed", name, e);
            return false;
        }
    }

    public boolean isReady() {
        return !results().containsValue(false);
    }
}
