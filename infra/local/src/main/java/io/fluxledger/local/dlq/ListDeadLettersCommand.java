package io.fluxledger.local.dlq;

import io.fluxledger.export.deadletter.DeadLetter;
import io.fluxledger.export.deadletter.DeadLetterBox;
import io.fluxledger.local.ClusterOption;
import io.fluxledger.local.Console;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists all dead letters: where they stood, why they could not be read, what became of them.")
final class ListDeadLettersCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster = new ClusterOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<List<String>> rows = new ArrayList<>();
        for (DeadLetterBox box : DeadLetterBox.all(cluster.clients())) {
            for (DeadLetter letter : box.letters().values()) {
                String redriven = letter.redriven();
                rows.add(List.of(
                        letter.source(),
                        Long.toString(letter.offset()),
                        "%d:%d".formatted(letter.sourcePartition(), letter.sourceOffset()),
                        Instant.ofEpochMilli(letter.timestampMs()).toString(),
                        String.valueOf(letter.key()),
                        redriven == null ? "" : "put back: " + redriven,
                        letter.reason()));
            }
        }
        if (rows.isEmpty()) {
            out.println("no dead letters");
        } else {
            Console.table(out, List.of("from", "offset", "stood at", "time", "key", "since then", "reason"), rows);
        }
        out.flush();
        return 0;
    }
}
