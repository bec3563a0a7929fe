package io.fluxledger.testkit;

/**
 * The Kafka broker under test: one per test JVM, started when first asked for, stopped with the JVM.
 *
 * <p>By default our own broker process. With {@code -Dledger.it.kafka=testcontainers} Apache's image on a Docker engine;
 * without an engine that is a failure, never a silent fallback.
 */
public interface TestKafka {
    /** System property that chooses the broker: {@code process} (default) or {@code testcontainers}. */
    String CHOICE = "ledger.it.kafka";

    /** Bootstrap servers. */
    String bootstrap();

    /** The broker of this JVM, with no topics of the catalogue yet. */
    static TestKafka shared() {
        return SharedServers.kafka();
    }
}
