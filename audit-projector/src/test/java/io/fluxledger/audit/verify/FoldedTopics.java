package io.fluxledger.audit.verify;

import io.fluxledger.codec.LineWriter;
import io.fluxledger.codec.RecordFold;
import io.fluxledger.rules.CorruptionException;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.KeyPartition;
import io.fluxledger.rules.ProviderInput.OfProvider;
import io.fluxledger.rules.UnknownRulesVersionException;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The four topics of both folds on a real broker, folded in process, with damage where a test asks for it. */
final class FoldedTopics {
    static final String GROUP = "folded-topics";

    private static final int PARTITIONS = TopicCatalog.LEDGER_INPUTS.partitions();
    private static final List<TopicSpec> TOPICS = List.of(
            TopicCatalog.LEDGER_INPUTS,
            TopicCatalog.LEDGER_JOURNAL,
            TopicCatalog.PROVIDER_INPUTS,
            TopicCatalog.PROVIDER_JOURNAL);

    private final KafkaClients clients;
    private final Damage damage;

    /** Changes what the folds write. */
    interface Damage {
        Damage NONE = (topic, partition, index, value) -> List.of(value);

        /**
         * The records to be written in the place of one.
         *
         * @param index position of the record among those that the fold writes to the partition
         */
        List<byte[]> write(TopicSpec topic, int partition, int index, byte[] value);
    }

    FoldedTopics(KafkaClients clients, Damage damage) {
        this.clients = clients;
        this.damage = damage;
    }

    /** Empties the topics, writes the inputs of the payers and whatever else goes to the providers' fold, folds both. */
    void write(List<ProducerRecord<String, byte[]>> payers, List<ProducerRecord<String, byte[]>> providers) {
        try (Admin admin = clients.admin();
                Producer<String, byte[]> producer = clients.rawProducer("folded-topics")) {
            empty(admin);
            send(producer, payers);
            producer.flush();
            fold(FoldAgain.PAYERS, producer);
            producer.flush();
            send(producer, providers);
            producer.flush();
            fold(FoldAgain.PROVIDERS, producer);
            producer.flush();
            Map<TopicPartition, OffsetAndMetadata> folded = new HashMap<>();
            ends(admin).forEach((partition, end) -> folded.put(partition, new OffsetAndMetadata(end)));
            admin.alterConsumerGroupOffsets(GROUP, folded).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the topics are not written", e);
        }
    }

    private static void send(Producer<String, byte[]> producer, List<ProducerRecord<String, byte[]>> records) {
        for (ProducerRecord<String, byte[]> each : records) {
            var _ = producer.send(each);
        }
    }

    private static List<TopicPartition> partitions(TopicSpec topic) {
        List<TopicPartition> all = new ArrayList<>();
        for (int p = 0; p < topic.partitions(); p++) {
            all.add(new TopicPartition(topic.name(), p));
        }
        return all;
    }

    private static void empty(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        TOPICS.forEach(topic -> partitions(topic).forEach(p -> all.put(p, RecordsToDelete.beforeOffset(-1))));
        admin.deleteRecords(all).all().get();
    }

    private static Map<TopicPartition, Long> ends(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        TOPICS.forEach(topic -> partitions(topic).forEach(p -> latest.put(p, OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** All records of a topic, partition by partition. */
    List<ConsumerRecord<String, byte[]>> read(TopicSpec topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (Consumer<String, byte[]> consumer =
                clients.rawConsumer("folded-topics-reader", true, Map.of("fetch.max.wait.ms", 10))) {
            List<TopicPartition> partitions = partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(all::add);
            }
        }
        all.sort(Comparator.<ConsumerRecord<String, byte[]>>comparingInt(ConsumerRecord::partition)
                .thenComparingLong(ConsumerRecord::offset));
        return all;
    }

    private void fold(FoldAgain kind, Producer<String, byte[]> producer) {
        Map<Integer, RecordFold> folds = new HashMap<>();
        Map<TopicPartition, Integer> written = new HashMap<>();
        Map<Integer, Boolean> stopped = new HashMap<>();
        LineWriter writer = new LineWriter(clients.serde(), kind.journal());
        List<ConsumerRecord<String, byte[]>> inputs = read(kind.inputs());
        for (ConsumerRecord<String, byte[]> input : inputs) {
            int partition = input.partition();
            if (stopped.containsKey(partition)) {
                continue;
            }
            Folded folded;
            try {
                folded = folds.computeIfAbsent(partition, p -> kind.open(clients.serde(), orders(inputs, p)))
                        .fold(
                                partition,
                                PARTITIONS,
                                input.offset(),
                                input.timestamp(),
                                input.key().getBytes(StandardCharsets.UTF_8),
                                input.value(),
                                null)
                        .folded();
            } catch (CorruptionException | UnknownRulesVersionException e) {
                stopped.put(partition, true);
                continue;
            }
            for (JournalLine line : folded.lines()) {
                byte[] value = writer.line(line, partition, input.offset());
                append(
                        kind.journal(),
                        partition,
                        line.account() == null ? "broadcast" : line.account().toString(),
                        value,
                        written,
                        producer);
            }
            for (OfProvider charge : folded.charges()) {
                String key = charge.provider().toString();
                append(
                        TopicCatalog.PROVIDER_INPUTS,
                        KeyPartition.of(key, PARTITIONS),
                        key,
                        writer.charge(charge),
                        written,
                        producer);
            }
        }
    }

    private Set<InputId> orders(List<ConsumerRecord<String, byte[]>> inputs, int partition) {
        Set<InputId> orders = new HashSet<>();
        for (ConsumerRecord<String, byte[]> input : inputs) {
            InputId order = FoldAgain.ordered(clients.serde(), input.value());
            if (order != null && input.partition() == partition) {
                orders.add(order);
            }
        }
        return orders;
    }

    private void append(
            TopicSpec topic,
            int partition,
            String key,
            byte[] value,
            Map<TopicPartition, Integer> written,
            Producer<String, byte[]> producer) {
        int index = written.merge(new TopicPartition(topic.name(), partition), 1, Integer::sum) - 1;
        for (byte[] each : damage.write(topic, partition, index, value)) {
            var _ = producer.send(new ProducerRecord<>(topic.name(), partition, key, each));
        }
    }
}
