package io.fluxledger.streams;

import io.fluxledger.codec.AvroTypes;
import io.fluxledger.codec.LineEncoder;
import io.fluxledger.codec.RecordFold;
import io.fluxledger.events.PayerBalance;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.KeyPartition;
import io.fluxledger.rules.Outcome;
import io.fluxledger.rules.PayerAccount;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.ProviderInput.UsageCharged;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.streams.store.KeyValuePayerStore;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** The payers' fold in the stream. */
final class PayerProcessor extends FoldProcessor {
    private final EventSerde serde;
    private @Nullable KeyValuePayerStore store;

    PayerProcessor(EventSerde serde) {
        super(
                serde,
                TopicCatalog.LEDGER_INPUTS,
                TopicCatalog.LEDGER_JOURNAL,
                LedgerTopology.JOURNAL,
                LedgerTopology.DEAD_LETTERS);
        this.serde = serde;
    }

    @Override
    RecordFold open(ProcessorContext<byte[], Routed> context) {
        store = new KeyValuePayerStore(context.getStateStore(LedgerTopology.PAYERS_STORE));
        return RecordFold.of(serde, new PayerFold(store));
    }

    @Override
    void forward(Folded folded, Record<byte[], byte[]> cause) {
        for (UsageCharged charge : folded.charges()) {
            String provider = charge.provider().toString();
            int partition = KeyPartition.of(provider, TopicCatalog.PROVIDER_INPUTS.partitions());
            byte[] value = encode(TopicCatalog.PROVIDER_INPUTS, LineEncoder.charge(charge));
            send(LedgerTopology.CHARGES, provider, new Routed(partition, value), cause);
        }
        for (JournalLine line : folded.lines()) {
            if (line.outcome() == Outcome.ACCEPTED && line.account() != null && store != null) {
                PayerAccount account = store.account(line.account());
                if (account != null) {
                    balance(account, line, cause);
                }
            }
        }
    }

    private void balance(PayerAccount account, JournalLine line, Record<byte[], byte[]> cause) {
        RecordMetadata at = context().recordMetadata().orElseThrow();
        PayerBalance view = new PayerBalance(
                AvroTypes.address(account.payer()),
                LineEncoder.balances(line.balances()),
                account.openIntents(),
                line.accountSequence(),
                at.offset(),
                line.clockMs());
        byte[] value = encode(TopicCatalog.LEDGER_BALANCES, view);
        send(LedgerTopology.BALANCES, account.payer().toString(), new Routed(at.partition(), value), cause);
    }
}
