package io.fluxledger.settlement;

import io.fluxledger.codec.InputDecoder;
import io.fluxledger.codec.LineEncoder;
import io.fluxledger.events.Draw;
import io.fluxledger.events.Funding;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.events.WindowTick;
import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.InMemoryProviderStore;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.ProviderFold;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The providers' fold over the real topics, which answers when the test says so: that makes every moment between an
 * input and its answer reachable.
 */
final class HandDrivenFold implements AutoCloseable {
    private static final Address PAYER = Address.parse("0x00000000000000000000000000000000000000aa");

    private final Consumer<String, SpecificRecord> inputs;
    private final Producer<String, SpecificRecord> producer;
    private final List<InMemoryProviderStore> stores = new ArrayList<>();
    private final List<ProviderFold> folds = new ArrayList<>();
    private final List<SpecificRecord> answered = new ArrayList<>();
    private long charges;

    HandDrivenFold(KafkaClients kafka) {
        inputs = kafka.consumer("fold", true, Map.of());
        producer = kafka.producer("fold");
        int partitions = TopicCatalog.PROVIDER_INPUTS.partitions();
        inputs.assign(IntStream.range(0, partitions)
                .mapToObj(p -> new TopicPartition(TopicCatalog.PROVIDER_INPUTS.name(), p))
                .toList());
        for (int partition = 0; partition < partitions; partition++) {
            InMemoryProviderStore store = new InMemoryProviderStore();
            stores.add(store);
            folds.add(new ProviderFold(store));
        }
    }

    /** Answers what has come. */
    void answer() {
        for (ConsumerRecord<String, SpecificRecord> input : inputs.poll(Duration.ofMillis(50))) {
            InputSource source =
                    new InputSource(input.key(), input.partition(), folds.size(), input.offset(), input.timestamp());
            Folded folded = folds.get(input.partition()).fold(source, InputDecoder.provider(input.value()));
            answered.add(input.value());
            for (JournalLine line : folded.lines()) {
                send(new ProducerRecord<>(
                        TopicCatalog.PROVIDER_JOURNAL.name(),
                        input.partition(),
                        line.account() == null
                                ? TopicCatalog.BROADCAST_KEY
                                : line.account().toString(),
                        LineEncoder.line(line, input.partition(), input.offset())));
            }
        }
    }

    /** Inputs that were answered, those of one instruction as often as it came. */
    List<PayoutInstructed> instructions() {
        return answered.stream()
                .filter(PayoutInstructed.class::isInstance)
                .map(PayoutInstructed.class::cast)
                .toList();
    }

    /** How many ticks of the window were answered. */
    long ticks(long windowEndMs) {
        return answered.stream()
                .filter(a -> a instanceof WindowTick tick && tick.getWindowEndMs() == windowEndMs)
                .count();
    }

    void charge(String provider, long grossNanos) {
        charges++;
        Address to = Address.parse(provider);
        input(
                provider,
                new UsageCharged(
                        EventHeaders.newInputId(),
                        new io.fluxledger.events.Address20(to.toBytes()),
                        new io.fluxledger.events.Address20(PAYER.toBytes()),
                        "intent-" + charges,
                        Funding.CREDITS,
                        PayoutMode.BATCH,
                        43114L,
                        List.of(new Draw(43114L, grossNanos)),
                        0L,
                        100L,
                        50L,
                        0,
                        charges));
    }

    void confirm(PayoutInstructed payout, TransferStatus status) {
        input(
                "0x" + HexFormat.of().formatHex(payout.getProvider().bytes()),
                new PayoutConfirmed(
                        EventHeaders.newInputId(),
                        payout.getProvider(),
                        payout.getPayoutId(),
                        status,
                        payout.getChainId(),
                        null,
                        null));
    }

    void input(String key, SpecificRecord event) {
        send(new ProducerRecord<>(TopicCatalog.PROVIDER_INPUTS.name(), key, event));
    }

    /** Writes a record as the ledger's other services do, and waits for the broker. */
    void send(ProducerRecord<String, SpecificRecord> event) {
        try {
            producer.send(event).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take a record", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while writing", e);
        }
    }

    /** The provider's balance over all chains, nano-USDC. */
    long balanceNanos(String provider, AccountType type) {
        Address address = Address.parse(provider);
        return stores.stream()
                .map(s -> s.account(address))
                .filter(java.util.Objects::nonNull)
                .map(ProviderAccount::balances)
                .mapToLong(b -> b.total(type))
                .sum();
    }

    @Override
    public void close() {
        inputs.close();
        producer.close();
    }
}
