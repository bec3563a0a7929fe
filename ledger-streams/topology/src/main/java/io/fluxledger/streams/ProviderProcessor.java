package io.fluxledger.streams;

import io.fluxledger.codec.AvroTypes;
import io.fluxledger.codec.RecordFold;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.Outcome;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.ProviderFold;
import io.fluxledger.rules.Usage;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.streams.store.KeyValueProviderStore;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** The providers' fold in the stream. */
final class ProviderProcessor extends FoldProcessor {
    private static final String OPEN_WINDOW = "|open";

    private final EventSerde serde;
    private @Nullable KeyValueProviderStore store;

    ProviderProcessor(EventSerde serde) {
        super(
                serde,
                TopicCatalog.PROVIDER_INPUTS,
                TopicCatalog.PROVIDER_JOURNAL,
                LedgerTopology.PROVIDER_JOURNAL,
                LedgerTopology.PROVIDER_DEAD_LETTERS);
        this.serde = serde;
    }

    @Override
    RecordFold open(ProcessorContext<byte[], Routed> context) {
        store = new KeyValueProviderStore(context.getStateStore(LedgerTopology.PROVIDERS_STORE));
        return RecordFold.of(serde, new ProviderFold(store));
    }

    @Override
    void forward(Folded folded, Record<byte[], byte[]> cause) {
        for (JournalLine line : folded.lines()) {
            if (line.outcome() == Outcome.ACCEPTED && line.account() != null && store != null) {
                ProviderAccount account = store.account(line.account());
                if (account != null) {
                    usage(account, cause);
                }
            }
        }
    }

    private void usage(ProviderAccount account, Record<byte[], byte[]> cause) {
        RecordMetadata at = context().recordMetadata().orElseThrow();
        Usage usage = account.window();
        ProviderUsage view = new ProviderUsage(
                AvroTypes.address(account.provider()),
                0L,
                usage.calls(),
                usage.inputTokens(),
                usage.outputTokens(),
                usage.grossNanos(),
                usage.feeNanos(),
                usage.netNanos(),
                0L);
        byte[] value = encode(TopicCatalog.PROVIDER_USAGE, view);
        send(LedgerTopology.USAGE, account.provider() + OPEN_WINDOW, new Routed(at.partition(), value), cause);
    }
}
