package io.fluxledger.local;

import io.fluxledger.local.stack.StackException;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Lists the topics: partitions, sum of end offsets, key, and which record types they carry.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./ledger topics", "  ./ledger tail ledger.journal.v1 --from-beginning -n 5"})
final class TopicsCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, ExecutionException, TimeoutException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        StackState state = StackState.require(data.directory());
        Map<String, Long> ends = endOffsets(state);
        List<List<String>> rows = new ArrayList<>();
        for (TopicSpec topic : TopicCatalog.all()) {
            rows.add(row(topic.name(), topic.partitions(), ends, topic.key(), types(topic)));
        }
        for (TopicSpec topic : TopicCatalog.withDeadLetters()) {
            rows.add(row(topic.deadLetters(), 1, ends, "as the source", "what could not be read"));
        }
        Console.table(out, List.of("topic", "partitions", "records", "key", "record types"), rows);
        out.println();
        out.println("records: sum of end offsets; transaction markers and compacted records are counted too.");
        out.flush();
        return 0;
    }

    private static List<String> row(String name, int partitions, Map<String, Long> ends, String key, String types) {
        return List.of(name, Integer.toString(partitions), Long.toString(ends.getOrDefault(name, 0L)), key, types);
    }

    private static String types(TopicSpec topic) {
        return topic.schemas().stream().map(Schema::getName).collect(Collectors.joining(" "));
    }

    private static Map<String, Long> endOffsets(StackState state)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicSpec topic : TopicCatalog.all()) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                wanted.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        for (TopicSpec topic : TopicCatalog.withDeadLetters()) {
            wanted.put(new TopicPartition(topic.deadLetters(), 0), OffsetSpec.latest());
        }
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", state.bootstrap(), "default.api.timeout.ms", 10_000, "request.timeout.ms", 5_000);
        Map<TopicPartition, ListOffsetsResultInfo> found;
        try (Admin admin = Admin.create(settings)) {
            found = admin.listOffsets(wanted).all().get(15, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StackException("the broker does not answer; is the stack up? ./ledger status", e);
        }
        Map<String, Long> ends = new HashMap<>();
        found.forEach((partition, info) -> ends.merge(partition.topic(), info.offset(), Long::sum));
        return ends;
    }
}
