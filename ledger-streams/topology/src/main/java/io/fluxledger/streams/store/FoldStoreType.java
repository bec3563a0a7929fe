package io.fluxledger.streams.store;

import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.internals.StateStoreProvider;

/** Finds the fold's store of one partition, for queries. */
public final class FoldStoreType<S extends StateStore> implements QueryableStoreType<S> {
    private final Class<S> type;

    public FoldStoreType(Class<S> type) {
        this.type = type;
    }

    @Override
    public boolean accepts(StateStore store) {
        return type.isInstance(store);
    }

    @Override
    public S create(StateStoreProvider provider, String storeName) {
        return provider.stores(storeName, this).stream()
                .findFirst()
                .orElseThrow(() -> new InvalidStateStoreException("store " + storeName + " is not here"));
    }
}
