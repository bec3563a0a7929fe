package io.fluxledger.audit;

import io.fluxledger.audit.read.BalanceKey;
import io.fluxledger.codec.LineWriter;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.DerivedIds;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.KeyPartition;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayerState;
import io.fluxledger.rules.Posting;
import io.fluxledger.rules.ProviderFold;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.ProviderState;
import io.fluxledger.rules.SubBalance;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Both journals as the real folds write them, in process: what goes in is decided, and the lines go to the broker. */
final class FoldedLog {
    static final int PARTITIONS = TopicCatalog.LEDGER_JOURNAL.partitions();

    private final Producer<String, SpecificRecord> producer;
    private final EventSerde serde;
    private final List<PayerState> payers = new ArrayList<>();
    private final List<ProviderState> providers = new ArrayList<>();
    private final Map<String, Long> inputOffsets = new HashMap<>();
    private final Map<BalanceKey, Long> systemBalances = new HashMap<>();
    private long ids;
    private long clockMs = 1_000_000;

    FoldedLog(Producer<String, SpecificRecord> producer, EventSerde serde) {
        this.producer = producer;
        this.serde = serde;
        for (int p = 0; p < PARTITIONS; p++) {
            payers.add(new PayerState());
            providers.add(new ProviderState());
        }
    }

    InputId id() {
        return new InputId(11, ids++);
    }

    Bytes32 word() {
        return new Bytes32(5, 6, 7, ids++);
    }

    long clockMs() {
        return clockMs;
    }

    void advanceClock(long byMs) {
        clockMs += byMs;
    }

    /** Folds an input of a payer; its charges go through the providers' fold at once. */
    List<JournalLine> payer(PayerInput.OfPayer input) {
        String key = input.payer().toString();
        int partition = KeyPartition.of(key, PARTITIONS);
        InputSource source = source(TopicCatalog.LEDGER_INPUTS, key, partition);
        Folded folded = new PayerFold(payers.get(partition)).fold(source, input);
        publish(TopicCatalog.LEDGER_JOURNAL, partition, key, folded, source.offset());
        folded.charges().forEach(this::provider);
        return folded.lines();
    }

    /** Folds an input of every partition of the payers. */
    void everyPayerPartition(Supplier<PayerInput> input) {
        for (int p = 0; p < PARTITIONS; p++) {
            InputSource source = source(TopicCatalog.LEDGER_INPUTS, TopicCatalog.BROADCAST_KEY, p);
            Folded folded = new PayerFold(payers.get(p)).fold(source, input.get());
            publish(TopicCatalog.LEDGER_JOURNAL, p, TopicCatalog.BROADCAST_KEY, folded, source.offset());
        }
    }

    /** What the provider of the lines gives back goes through the payers' fold at once. */
    private void refund(Address provider, int partition, List<JournalLine> lines) {
        for (JournalLine line : lines) {
            for (LedgerEntry entry : line.entries()) {
                switch (entry) {
                    case LedgerEntry.DisputeClosed e
                    when e.refundSequence() > 0 ->
                        refund(provider, e.payer(), e.intentId(), e.draws(), partition, e.refundSequence());
                    case LedgerEntry.RefundIssued e ->
                        refund(provider, e.payer(), e.intentId(), e.draws(), partition, e.refundSequence());
                    default -> {
                        // Gives nothing back.
                    }
                }
            }
        }
    }

    private void refund(
            Address provider, Address payer, String intentId, List<Draw> draws, int partition, long sequence) {
        payer(new PayerInput.ProviderRefundReceived(
                DerivedIds.refund(partition, sequence), payer, provider, intentId, draws, partition, sequence));
    }

    List<JournalLine> provider(ProviderInput.OfProvider input) {
        String key = input.provider().toString();
        int partition = KeyPartition.of(key, PARTITIONS);
        List<JournalLine> lines = provider(partition, key, input);
        refund(input.provider(), partition, lines);
        return lines;
    }

    /** Closes a window on every partition. */
    void closeWindow(long windowEndMs) {
        for (int p = 0; p < PARTITIONS; p++) {
            provider(p, TopicCatalog.BROADCAST_KEY, new ProviderInput.WindowTick(id(), windowEndMs));
        }
    }

    private List<JournalLine> provider(int partition, String key, ProviderInput input) {
        InputSource source = source(TopicCatalog.PROVIDER_INPUTS, key, partition);
        Folded folded = new ProviderFold(providers.get(partition)).fold(source, input);
        publish(TopicCatalog.PROVIDER_JOURNAL, partition, key, folded, source.offset());
        return folded.lines();
    }

    private InputSource source(TopicSpec topic, String key, int partition) {
        long offset = inputOffsets.merge(topic.name() + partition, 1L, Long::sum) - 1;
        return new InputSource(key, partition, PARTITIONS, offset, clockMs);
    }

    private void publish(TopicSpec topic, int partition, String key, Folded folded, long inputOffset) {
        for (JournalLine line : folded.lines()) {
            Address account = line.account();
            byte[] value = new LineWriter(serde, topic).line(line, partition, inputOffset);
            send(new ProducerRecord<>(
                    topic.name(), partition, account == null ? key : account.toString(), serde.deserialize(value)));
            for (Posting posting : line.postings()) {
                if (posting.owner() == null) {
                    systemBalances.merge(
                            new BalanceKey(posting.account().name(), null, posting.chainId()),
                            posting.amountNanos(),
                            Math::addExact);
                }
            }
        }
    }

    /** Sends and waits for the broker's answer. */
    void send(ProducerRecord<String, SpecificRecord> event) {
        try {
            producer.send(event).get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("not sent: " + event.topic(), e);
        }
    }

    /** The folds' balances that are not zero. */
    Map<BalanceKey, Long> balances() {
        Map<BalanceKey, Long> all = new HashMap<>(systemBalances);
        all.values().removeIf(nanos -> nanos == 0);
        payers.forEach(state -> state.accounts(
                account -> put(all, account.payer(), account.balances().all())));
        providers.forEach(state -> state.accounts(
                account -> put(all, account.provider(), account.balances().all())));
        return all;
    }

    private static void put(Map<BalanceKey, Long> all, Address owner, List<SubBalance> balances) {
        balances.forEach(
                b -> all.put(new BalanceKey(b.account().name(), owner.toString(), b.chainId()), b.amountNanos()));
    }

    /** Sorted text form, for comparing with a readable difference. */
    static Map<String, Long> readable(Map<BalanceKey, Long> balances) {
        Map<String, Long> readable = new TreeMap<>();
        balances.forEach(
                (key, nanos) -> readable.put(key.accountType() + " " + key.owner() + " " + key.chainId(), nanos));
        return readable;
    }
}
