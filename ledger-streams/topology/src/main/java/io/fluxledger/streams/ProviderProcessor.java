package io.fluxledger.streams;

import io.fluxledger.codec.RecordFold;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.ProviderFold;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.streams.store.ProviderStateStore;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The providers' fold in the stream. */
final class ProviderProcessor extends FoldProcessor {
    private final EventSerde serde;
    private @Nullable ProviderStateStore store;

    ProviderProcessor(EventSerde serde, Quarantine quarantine) {
        super(
                serde,
                quarantine,
                TopicCatalog.PROVIDER_INPUTS,
                TopicCatalog.PROVIDER_JOURNAL,
                LedgerTopology.PROVIDER_JOURNAL,
                LedgerTopology.PROVIDER_DEAD_LETTERS);
        this.serde = serde;
    }

    @Override
    RecordFold open(ProcessorContext<byte[], Routed> context, Set<InputId> quarantined) {
        ProviderStateStore opened = context.getStateStore(LedgerTopology.PROVIDERS_STORE);
        store = opened;
        ProviderFold fold = new ProviderFold(opened.state());
        fold.quarantine(quarantined);
        return RecordFold.of(serde, fold);
    }

    @Override
    RecordFold.Result locked(Supplier<RecordFold.Result> folding) {
        if (store == null) {
            throw new IllegalStateException("processor is not initialised");
        }
        return store.locked(folding);
    }

    @Override
    void forward(Folded folded, Record<byte[], byte[]> cause) {
        // Refunds go back to payers by the relay, which reads committed lines.
    }
}
