package io.fluxledger.runtime;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;

/** Named readiness checks of a service. */
public final class Health {
    private final Map<String, BooleanSupplier> checks = new ConcurrentSkipListMap<>();

    /** Adds a check; the service is ready when all are true. */
    public void check(String name, BooleanSupplier ready) {
        checks.put(name, ready);
    }

    /** Results of all checks, by name. */
    public Map<String, Boolean> results() {
        Map<String, Boolean> results = new TreeMap<>();
        checks.forEach((name, ready) -> results.put(name, ready.getAsBoolean()));
        return results;
    }

    public boolean isReady() {
        return !results().containsValue(false);
    }
}
