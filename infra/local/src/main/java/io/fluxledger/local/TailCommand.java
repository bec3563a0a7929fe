package io.fluxledger.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
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
            "  ./ledger tail ledger.journal.v1 --from-beginning | jq 'select(.value.outcome == \"REJECTED\")'",
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

    @Option(names = "--key", paramLabel = "KEY", description = "Only records with that key, for example an address.")
    private @Nullable String key;

    @Option(
            names = "-n",
            paramLabel = "N",
            description = "Stop after N records; with --from-beginning also at the end of the topic.")
    private long limit = Long.MAX_VALUE;

    private final ObjectMapper json = new ObjectMapper();

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
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            boolean stopAtEnd = fromBeginning && limit != Long.MAX_VALUE;
            long printed = 0;
            while (printed < limit && !(stopAtEnd && atEnd(consumer, ends))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (printed < limit
                            && (key == null || key.toLowerCase(Locale.ROOT).equals(record.key()))) {
                        out.println(json.writeValueAsString(line(record, serde)));
                        printed++;
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

    private List<TopicPartition> partitions() {
        int count = TopicCatalog.byName(topic).map(TopicSpec::partitions).orElse(0);
        if (TopicCatalog.withDeadLetters().stream()
                .anyMatch(t -> t.deadLetters().equals(topic))) {
            count = 1;
        }
        if (count == 0) {
            throw new StackException("there is no topic " + topic + "; ./ledger topics lists them");
        }
        return java.util.stream.IntStream.range(0, count)
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
        if (topic.endsWith(".dlq")) {
            ObjectNode headers = line.putObject("headers");
            for (Header header : record.headers()) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
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
