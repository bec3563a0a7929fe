package io.fluxledger.settlement;

import io.fluxledger.codec.InputDecoder;
import io.fluxledger.codec.LineWriter;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.WindowTick;
import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.ProviderFold;
import io.fluxledger.rules.ProviderState;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The providers' fold over the real topics, which answers when the test says so: that makes every moment between an
 * input and its answer reachable.
 */
final class HandDrivenFold extends ProviderInputs {
    private final Consumer<String, SpecificRecord> inputs;
    private final List<ProviderState> states = new ArrayList<>();
    private final List<ProviderFold> folds = new ArrayList<>();
    private final EventSerde serde;
    private final LineWriter writer;
    private final List<SpecificRecord> answered = new ArrayList<>();

    HandDrivenFold(KafkaClients kafka) {
        super(kafka);
        serde = kafka.serde();
        writer = new LineWriter(serde, TopicCatalog.PROVIDER_JOURNAL);
        inputs = kafka.consumer("fold", true, Map.of());
        int partitions = TopicCatalog.PROVIDER_INPUTS.partitions();
        inputs.assign(IntStream.range(0, partitions)
                .mapToObj(p -> new TopicPartition(TopicCatalog.PROVIDER_INPUTS.name(), p))
                .toList());
        for (int partition = 0; partition < partitions; partition++) {
            ProviderState state = new ProviderState();
            states.add(state);
            folds.add(new ProviderFold(state));
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
                        serde.deserialize(writer.line(line, input.partition(), input.offset()))));
            }
        }
    }

    /** How many inputs were answered. */
    long answered() {
        return answered.size();
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

    /** The provider's balance over all chains, nano-USDC. */
    long balanceNanos(String provider, AccountType type) {
        Address address = Address.parse(provider);
        return states.stream()
                .map(s -> s.account(address))
                .filter(java.util.Objects::nonNull)
                .map(ProviderAccount::balances)
                .mapToLong(b -> b.total(type))
                .sum();
    }

    @Override
    public void close() {
        inputs.close();
        super.close();
    }
}
