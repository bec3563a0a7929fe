package io.fluxledger.testkit;

import java.net.URI;

/**
 * The schema registry under test: one per test JVM, started when first asked for, stopped with the JVM.
 *
 * @param url base of its Confluent API
 */
public record TestRegistry(URI url) {
    /** The registry of this JVM, with no schemas registered yet. */
    public static TestRegistry shared() {
        return SharedServers.registry();
    }
}
