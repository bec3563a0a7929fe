package io.fluxledger.bench.chain;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.EventSerializer;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The relayer's topics from outside. */
public final class RelayerTopics implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final EventSerde serde;
    private final KafkaProducer<String, SpecificRecord> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;

    /** Reads what comes after this. */
    public RelayerTopics(String bootstrap, EventSerde serde) {
        this.serde = serde;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all"),
                new StringSerializer(),
                new EventSerializer(serde));
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed", "fetch.max.wait.ms", 20),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        partitions = Stream.of(TopicCatalog.PROVIDER_INPUTS, TopicCatalog.CHAIN_TRANSACTIONS)
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Returns when the brokers have it; its partition. */
    int command(String lane, ChainCommand command) throws InterruptedException, ExecutionException {
        return commandLater(lane, command).get().partition();
    }

    Future<RecordMetadata> commandLater(String lane, ChainCommand command) {
        return send(TopicCatalog.CHAIN_COMMANDS, null, lane, command);
    }

    /** As a relayer saved it before. */
    Future<RecordMetadata> transaction(int partition, ChainTransaction transaction) {
        return send(TopicCatalog.CHAIN_TRANSACTIONS, partition, transaction.getCommandId(), transaction);
    }

    /** A line of the providers' journal, committed when the future is done. */
    public Future<RecordMetadata> providerLine(JournalLine line) {
        String provider = "0x"
                + HexFormat.of()
                        .formatHex(Objects.requireNonNull(line.getAccount()).bytes());
        return send(TopicCatalog.PROVIDER_JOURNAL, null, provider, line);
    }

    private Future<RecordMetadata> send(
            TopicSpec topic, @Nullable Integer partition, String key, SpecificRecord event) {
        return producer.send(new ProducerRecord<>(
                topic.name(),
                partition,
                key,
                event,
                EventHeaders.of(EventHeaders.newInputId(), event, "/bench", Instant.now(), null)));
    }

    /** Reads what there is now. */
    void read(Consumer<SpecificRecord> each) {
        read(AT_ONCE, each);
    }

    /** Reads what there is, waiting so long for the first record. */
    public void read(Duration wait, Consumer<SpecificRecord> each) {
        consumer.poll(wait).forEach(record -> each.accept(serde.deserialize(record.value())));
    }

    /** Reads everything that was committed before this was called. */
    public void readToEnd(Consumer<SpecificRecord> each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            read(AT_ONCE, each);
        }
    }

    /** Waits until the payouts are final; nanoTime at which the last was told as mined. */
    long awaitPayouts(Set<String> ids) {
        Set<String> unmined = new HashSet<>(ids);
        Set<String> open = new HashSet<>(ids);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long minedNs = 0;
        while (!open.isEmpty()) {
            read(event -> {
                if (event instanceof PayoutConfirmed confirmed) {
                    if (confirmed.getStatus() == TransferStatus.RETURNED) {
                        throw new IllegalStateException("A payout came back: " + confirmed.getReason());
                    }
                    unmined.remove(confirmed.getPayoutId());
                    if (confirmed.getStatus() == TransferStatus.FINAL) {
                        open.remove(confirmed.getPayoutId());
                    }
                }
            });
            if (unmined.isEmpty() && minedNs == 0) {
                minedNs = System.nanoTime();
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(open.size() + " payouts are not final after " + PATIENCE);
            }
        }
        return minedNs;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
