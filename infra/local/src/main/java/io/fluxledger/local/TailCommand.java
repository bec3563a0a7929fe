package io.fluxledger.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.export.log.HeaderTexts;
import io.fluxledger.export.log.RecordJson;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.schemas.UnreadableRecordException;
import io.fluxledger.servers.SchemaRegistry;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Follows a topic and prints each committed record as one line of JSON, until Ctrl-C.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger tail ledger.inputs.v1",
            "  ./ledger tail ledger.journal.v1 --from-beginning --key 0xabc... -n 20",
            "  ./ledger tail ledger.journal.v1 --since PT10M --where value.outcome=REJECTED",
            "  ./ledger tail ledger.inputs.v1 --type UsageReceipt --where value.intentId=call-1 --headers",
            "  ./ledger tail ledger.inputs.v1.dlq --from-beginning"
        })
final class TailCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    static final class TopicNames implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return Stream.concat(
                            TopicCatalog.all().stream().map(TopicSpec::name),
                            TopicCatalog.withDeadLetters().stream().map(TopicSpec::deadLetters))
                    .iterator();
        }
    }

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "TOPIC",
            completionCandidates = TopicNames.class,
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private String topic = "";

    @Option(names = "--from-beginning", description = "From the first record on, not only new ones.")
    private boolean fromBeginning;

    @Mixin
    private RecordFilter filter = new RecordFilter();

    @Option(
            names = "-n",
            paramLabel = "N",
            description = "Stop after N records; with --from-beginning or --since also at the end of the topic.")
    private long limit = Long.MAX_VALUE;

    /** Control characters of eight bits are escaped too: a terminal would obey them. */
    private final ObjectMapper json =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        StackState state = StackState.require(data.directory());
        EventSerde serde =
                new EventSerde(new SchemaRegistryClient(SchemaRegistry.confluentApi(state.port(Parts.REGISTRY))));
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                state.bootstrap(),
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false",
                "default.api.timeout.ms",
                10_000);
        List<TopicPartition> partitions = partitions();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            boolean fromEarlier = seek(consumer, partitions, ends);
            boolean stopAtEnd = fromEarlier && limit != Long.MAX_VALUE;
            long printed = 0;
            while (printed < limit && !(stopAtEnd && atEnd(consumer, ends))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (printed < limit && filter.wants(record)) {
                        ObjectNode line = line(record, serde);
                        if (filter.wants(line)) {
                            out.println(json.writeValueAsString(line));
                            printed++;
                        }
                    }
                }
                out.flush();
                if (out.checkError()) {
                    return 0;
                }
            }
        }
        return 0;
    }

    /** Goes to where reading begins; whether that is before the end. */
    private boolean seek(
            KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        Long sinceMs = filter.sinceMs();
        if (sinceMs != null) {
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(p -> times.put(p, sinceMs));
            consumer.offsetsForTimes(times)
                    .forEach((p, at) -> consumer.seek(p, at == null ? ends.getOrDefault(p, 0L) : at.offset()));
        } else if (fromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        return fromBeginning || sinceMs != null;
    }

    private List<TopicPartition> partitions() {
        int count = TopicCatalog.byName(topic).map(TopicSpec::partitions).orElse(0);
        if (TopicCatalog.withDeadLetters().stream()
                .anyMatch(t -> t.deadLetters().equals(topic))) {
            count = 1;
        }
        if (count == 0) {
            throw new StackException("there is no topic " + topic + "; ./ledger topics lists them");
        }
        return IntStream.range(0, count)
                .filter(filter::wantsPartition)
                .mapToObj(p -> new TopicPartition(topic, p))
                .toList();
    }

    private static boolean atEnd(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
    }

    private ObjectNode line(ConsumerRecord<String, byte[]> record, EventSerde serde) {
        ObjectNode line = json.createObjectNode()
                .put("partition", record.partition())
                .put("offset", record.offset())
                .put("time", Instant.ofEpochMilli(record.timestamp()).toString())
                .put("key", record.key());
        boolean dead = topic.endsWith(".dlq");
        if (dead || filter.showsHeaders()) {
            ObjectNode headers = line.putObject("headers");
            HeaderTexts.of(record.headers()).forEach(headers::put);
        }
        if (dead) {
            return line.put(
                    "bytes", record.value() == null ? null : HexFormat.of().formatHex(record.value()));
        }
        if (record.value() == null) {
            return line.putNull("value");
        }
        try {
            SpecificRecord value = serde.deserialize(record.value());
            line.put("type", value.getSchema().getName());
            line.set("value", RecordJson.of(value));
        } catch (UnreadableRecordException e) {
            line.put("unreadable", e.getMessage());
            line.put("bytes", HexFormat.of().formatHex(record.value()));
        }
        return line;
    }
}
