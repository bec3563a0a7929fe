package io.fluxledger.streams;

import io.fluxledger.codec.RecordFold;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.KeyPartition;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.ProviderInput.OfProvider;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.streams.store.PayerStateStore;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The payers' fold in the stream. */
final class PayerProcessor extends FoldProcessor {
    private final EventSerde serde;
    private @Nullable PayerStateStore store;

    PayerProcessor(EventSerde serde, Quarantine quarantine) {
        super(
                serde,
                quarantine,
                TopicCatalog.LEDGER_INPUTS,
                TopicCatalog.LEDGER_JOURNAL,
                LedgerTopology.JOURNAL,
                LedgerTopology.DEAD_LETTERS);
        this.serde = serde;
    }

    @Override
    RecordFold open(ProcessorContext<byte[], Routed> context, Set<InputId> quarantined) {
        PayerStateStore opened = context.getStateStore(LedgerTopology.PAYERS_STORE);
        store = opened;
        PayerFold fold = new PayerFold(opened.state());
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
        for (OfProvider charge : folded.charges()) {
            String provider = charge.provider().toString();
            int partition = KeyPartition.of(provider, TopicCatalog.PROVIDER_INPUTS.partitions());
            send(
                    LedgerTopology.CHARGES,
                    provider.getBytes(StandardCharsets.UTF_8),
                    new Routed(partition, writer().charge(charge)),
                    cause);
        }
    }
}
