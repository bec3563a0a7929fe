package io.fluxledger.streams.store;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Builds a fold's store, with a compacted change log. */
public final class FoldStoreBuilder<S extends StateStore> implements StoreBuilder<S> {
    private final String name;
    private final Supplier<S> store;

    public FoldStoreBuilder(String name, Supplier<S> store) {
        this.name = name;
        this.store = store;
    }

    @Override
    public S build() {
        return store.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean loggingEnabled() {
        return true;
    }

    @Override
    public Map<String, String> logConfig() {
        return Map.of("cleanup.policy", "compact");
    }

    @Override
    public StoreBuilder<S> withCachingEnabled() {
        throw new IllegalStateException("the store is in memory already");
    }

    @Override
    public StoreBuilder<S> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<S> withLoggingEnabled(Map<String, String> config) {
        throw new IllegalStateException("the change log is always on");
    }

    @Override
    public StoreBuilder<S> withLoggingDisabled() {
        throw new IllegalStateException("without a change log a crash would lose money");
    }
}
