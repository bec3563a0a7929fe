package io.fluxledger.relayer;

import io.fluxledger.events.Address20;
import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.JournalLine;
import io.fluxledger.schemas.EventDeserializer;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.EventSerializer;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The ledger's side of the relayer: journals to write, inputs and confirmations to read. */
final class LedgerTopics implements AutoCloseable {
    final String bootstrap;
    private final EventSerde serde;
    private final KafkaProducer<String, SpecificRecord> producer;
    private final KafkaConsumer<String, SpecificRecord> consumer;
    private final List<SpecificRecord> seen = new ArrayList<>();
    private final Map<String, List<String>> traces = new HashMap<>();

    LedgerTopics() {
        this(TestKafka.shared().bootstrap());
    }

    /** On a broker that the test has for itself. */
    LedgerTopics(String bootstrap) {
        this.bootstrap = bootstrap;
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        serde = new EventSerde(registry);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all"),
                new StringSerializer(),
                new EventSerializer(serde));
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new EventDeserializer(serde));
        List<TopicPartition> partitions = List.of(
                        TopicCatalog.LEDGER_INPUTS,
                        TopicCatalog.PROVIDER_INPUTS,
                        TopicCatalog.CHAIN_ROUTES,
                        TopicCatalog.CHAIN_CONFIRMATIONS,
                        TopicCatalog.CHAIN_TRANSACTIONS)
                .stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        consumer.assign(partitions);
        // Other tests of this JVM have their own records before.
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    void write(TopicSpec journal, JournalLine line) throws Exception {
        write(journal, line, null);
    }

    /** @param traceparent that the input of the line came with */
    void write(TopicSpec journal, JournalLine line, @Nullable String traceparent) throws Exception {
        Address20 account = java.util.Objects.requireNonNull(line.getAccount());
        producer.send(new ProducerRecord<>(
                        journal.name(),
                        null,
                        "0x" + HexFormat.of().formatHex(account.bytes()),
                        line,
                        EventHeaders.of(line.getInputId(), line, "/test", Instant.now(), traceparent)))
                .get();
    }

    /** Seals a batch, as the audit service does. */
    void write(AuditBatch batch) throws Exception {
        producer.send(new ProducerRecord<>(TopicCatalog.AUDIT_BATCHES.name(), Long.toString(batch.getBatchId()), batch))
                .get();
    }

    /** Puts bytes that are no command among the commands. */
    void writeGarbage(String lane, byte[] value) throws Exception {
        try (KafkaProducer<String, byte[]> bytes = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new ByteArraySerializer())) {
            bytes.send(new ProducerRecord<>(TopicCatalog.CHAIN_COMMANDS.name(), lane, value))
                    .get();
        }
    }

    /** Reasons of the dead letters that hold those bytes. */
    List<String> deadLetterReasons(byte[] value) {
        TopicPartition letters = new TopicPartition(TopicCatalog.CHAIN_COMMANDS.deadLetters(), 0);
        List<String> reasons = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new ByteArrayDeserializer())) {
            reader.assign(List.of(letters));
            reader.seekToBeginning(List.of(letters));
            reader.poll(Duration.ofMillis(500)).forEach(record -> {
                if (Arrays.equals(record.value(), value)) {
                    reasons.add(
                            new String(record.headers().lastHeader("dlq.reason").value(), StandardCharsets.UTF_8));
                }
            });
        }
        return reasons;
    }

    /** How many commands for payouts there are. */
    long commands() {
        TopicSpec topic = TopicCatalog.CHAIN_COMMANDS;
        List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        long found = 0;
        try (KafkaConsumer<String, SpecificRecord> reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new EventDeserializer(serde))) {
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                for (var record : reader.poll(Duration.ofMillis(50))) {
                    if (record.value() instanceof ChainCommand command
                            && (command.getKind() == CommandKind.PAYOUT
                                    || command.getKind() == CommandKind.PRIVATE_PAYOUT)) {
                        found++;
                    }
                }
            }
        }
        return found;
    }

    /** A trace context of that payout's own. */
    static String trace(String payoutId) {
        return "00-%032x-00f067aa0ba902b7-01".formatted((payoutId.hashCode() & 0xffff_ffffL) + (1L << 40));
    }

    /** Topics of records with that trace context, since this was opened; those that were {@link #seen} are among them. */
    List<String> traced(String traceparent) {
        List<SpecificRecord> _ = seen();
        return traces.getOrDefault(traceparent, List.of());
    }

    /** Everything that the relayer has written since this was opened. */
    List<SpecificRecord> seen() {
        consumer.poll(Duration.ofMillis(50)).forEach(record -> {
            seen.add(record.value());
            String traceparent = EventHeaders.traceparent(record.headers());
            if (traceparent != null) {
                traces.computeIfAbsent(traceparent, _ -> new ArrayList<>()).add(record.topic());
            }
        });
        return seen;
    }

    <T extends SpecificRecord> List<T> seen(Class<T> type) {
        return seen().stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<ChainConfirmation> confirmations(String subjectId) {
        return seen(ChainConfirmation.class).stream()
                .filter(confirmation -> confirmation.getSubjectId().equals(subjectId))
                .toList();
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
