package io.fluxledger.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackInspection;
import io.fluxledger.local.stack.StackState;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows each process: pid, port, memory, health, up-time. Exit status 1 when something is down.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./ledger status", "  ./ledger status --json"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "One JSON object for programs.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        StackDirectory directory = data.directory();
        StackState state = StackState.require(directory);
        List<StackInspection.Row> rows = StackInspection.inspect(directory, state);
        boolean allUp = rows.stream().allMatch(StackInspection.Row::up);
        if (json) {
            printJson(out, rows, allUp);
        } else {
            printTable(out, rows);
        }
        out.flush();
        return allUp ? 0 : 1;
    }

    private static void printTable(PrintWriter out, List<StackInspection.Row> rows) {
        List<List<String>> lines = new ArrayList<>();
        long totalKb = 0;
        for (StackInspection.Row row : rows) {
            long residentKb = row.residentKb().orElse(0);
            totalKb += residentKb;
            lines.add(List.of(
                    row.name(),
                    row.pid() == 0 ? "" : Long.toString(row.pid()),
                    row.port() == 0 ? "" : Integer.toString(row.port()),
                    row.residentKb().isPresent() ? Long.toString(residentKb / 1024) : "",
                    row.health(),
                    row.uptimeMs() == 0 ? "" : uptime(row.uptimeMs())));
        }
        lines.add(List.of("total", "", "", Long.toString(totalKb / 1024), "", ""));
        Console.table(out, List.of("part", "pid", "port", "MiB", "health", "up"), lines);
    }

    private static void printJson(PrintWriter out, List<StackInspection.Row> rows, boolean allUp)
            throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode answer = mapper.createObjectNode().put("up", allUp);
        ArrayNode parts = answer.putArray("parts");
        for (StackInspection.Row row : rows) {
            parts.addObject()
                    .put("name", row.name())
                    .put("pid", row.pid())
                    .put("port", row.port())
                    .put("residentKb", row.residentKb().orElse(0))
                    .put("health", row.health())
                    .put("uptimeMs", row.uptimeMs());
        }
        out.println(mapper.writeValueAsString(answer));
    }

    private static String uptime(long ms) {
        Duration duration = Duration.ofMillis(ms);
        return "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }
}
