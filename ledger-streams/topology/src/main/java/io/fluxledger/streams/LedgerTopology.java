package io.fluxledger.streams;

import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.streams.store.FoldStoreBuilder;
import io.fluxledger.streams.store.PayerStateStore;
import io.fluxledger.streams.store.ProviderStateStore;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/**
 * The two folds as one topology. Every store and operator has an explicit name, so that a rolling redeploy finds its
 * state again; each sub-topology has one input topic, so that no timing between topics can change an answer.
 */
public final class LedgerTopology {
    public static final String PAYERS_STORE = "payers";
    public static final String PROVIDERS_STORE = "providers";

    static final String JOURNAL = "payer-journal";
    /** Written by the store when it is flushed, latest balance of each account. */
    static final String BALANCES = "payer-balances";

    static final String CHARGES = "payer-charges";
    static final String DEAD_LETTERS = "payer-dead-letters";
    static final String PROVIDER_JOURNAL = "provider-journal";
    /** Written by the store when it is flushed, latest usage of each provider. */
    static final String USAGE = "provider-usage";

    static final String PROVIDER_DEAD_LETTERS = "provider-dead-letters";

    private static final String PAYER_SOURCE = "payer-inputs";
    private static final String PAYER_FOLD = "payer-fold";
    private static final String PROVIDER_SOURCE = "provider-inputs";
    private static final String PROVIDER_FOLD = "provider-fold";

    private LedgerTopology() {}

    /** The topology, for the service and for the test driver alike. */
    static Topology build(EventSerde serde, Quarantine quarantine) {
        Topology topology = new Topology();
        source(topology, PAYER_SOURCE, TopicCatalog.LEDGER_INPUTS);
        topology.addProcessor(PAYER_FOLD, () -> new PayerProcessor(serde, quarantine), PAYER_SOURCE);
        topology.addStateStore(
                new FoldStoreBuilder<>(PAYERS_STORE, () -> new PayerStateStore(PAYERS_STORE, BALANCES, serde)),
                PAYER_FOLD);
        sink(topology, JOURNAL, TopicCatalog.LEDGER_JOURNAL.name(), PAYER_FOLD);
        sink(topology, BALANCES, TopicCatalog.LEDGER_BALANCES.name(), PAYER_FOLD);
        sink(topology, CHARGES, TopicCatalog.PROVIDER_INPUTS.name(), PAYER_FOLD);
        sink(topology, DEAD_LETTERS, TopicCatalog.LEDGER_INPUTS.deadLetters(), PAYER_FOLD);

        source(topology, PROVIDER_SOURCE, TopicCatalog.PROVIDER_INPUTS);
        topology.addProcessor(PROVIDER_FOLD, () -> new ProviderProcessor(serde, quarantine), PROVIDER_SOURCE);
        topology.addStateStore(
                new FoldStoreBuilder<>(PROVIDERS_STORE, () -> new ProviderStateStore(PROVIDERS_STORE, USAGE, serde)),
                PROVIDER_FOLD);
        sink(topology, PROVIDER_JOURNAL, TopicCatalog.PROVIDER_JOURNAL.name(), PROVIDER_FOLD);
        sink(topology, USAGE, TopicCatalog.PROVIDER_USAGE.name(), PROVIDER_FOLD);
        sink(topology, PROVIDER_DEAD_LETTERS, TopicCatalog.PROVIDER_INPUTS.deadLetters(), PROVIDER_FOLD);
        return topology;
    }

    private static void source(Topology topology, String name, TopicSpec topic) {
        topology.addSource(name, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic.name());
    }

    private static void sink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new ByteArraySerializer(), Routed.SERIALIZER, Routed.PARTITIONER, parent);
    }
}
