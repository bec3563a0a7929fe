package io.fluxledger.bench;

import io.fluxledger.servers.CacheDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ledger bench}: runs a bench, prints its table, writes figures as JSON and a plot beside it. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the product on this machine, on servers of its own that are stopped and deleted afterwards.",
            "Exit status 0 when every figure that has a target meets it, 1 when one does not."
        },
        footerHeading = "%nBenches and their parts:%n")
public final class BenchCommand implements Callable<Integer> {
    private static final int DEFAULT_ROUNDS = 3;
    private static final int DEFAULT_KILLS = 300;
    private static final int QUICK_KILLS = 12;

    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The bench, for example ledger.")
    private String name = "";

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here, and a plot beside as .svg.")
    private @Nullable Path json;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "Put the figures into this file's table, between the comments that name the bench.")
    private @Nullable Path markdown;

    @Option(names = "--only", paramLabel = "PART", split = ",", description = "Only these parts, separated by commas.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--quick", description = "A short run, to see that it works; its figures mean little.")
    private boolean quick;

    @Option(names = "--profile", description = "Also say where the streams service spends its time.")
    private boolean profile;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of everything that is drawn; default 1.")
    private long seed = 1;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each comparison; default 3, quick 1.")
    private @Nullable Integer rounds;

    @Option(
            names = "--commit-interval-ms",
            paramLabel = "MS",
            defaultValue = "500",
            description = "Commit interval of the exactly-once streams; default 500.")
    private int commitIntervalMs = 500;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "Processes that the kill storm kills; default 300, quick 12.")
    private @Nullable Integer kills;

    /** Lists the benches in the help. */
    @Spec
    public void setSpec(CommandSpec command) {
        spec = command;
        command.usageMessage().footer(listing());
    }

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        Bench bench = Benches.byName(name)
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(), "there is no bench " + name + "; there is " + names()));
        List<Part> parts = parts(command, bench);
        int repeated = rounds == null ? quick ? 1 : DEFAULT_ROUNDS : rounds;
        if (repeated < 1 || commitIntervalMs < 1 || (kills != null && kills < 1)) {
            throw new ParameterException(command.commandLine(), "rounds, commit interval and kills must be at least 1");
        }
        int killed = kills == null ? quick ? QUICK_KILLS : DEFAULT_KILLS : kills;
        BenchOptions options = new BenchOptions(seed, quick, profile, repeated, commitIntervalMs, killed);
        Path directory = Files.createTempDirectory("fluxledger-bench");
        // The servers have sessions of their own, so that Ctrl-C does not reach them.
        Thread abandon = new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly), "bench-abandon");
        Runtime.getRuntime().addShutdownHook(abandon);
        try {
            BenchRun run =
                    new BenchRun(options, directory, command.commandLine().getErr());
            out.println("bench %s: seed %d, %d rounds, commit interval %d ms, %d processors%s"
                    .formatted(
                            name,
                            seed,
                            repeated,
                            commitIntervalMs,
                            Runtime.getRuntime().availableProcessors(),
                            quick ? ", quick: the figures mean little" : ""));
            out.flush();
            List<Figure> figures = new ArrayList<>();
            for (Part part : parts) {
                run.progress(part.name() + ": " + part.description());
                figures.addAll(part.run(run));
                write(figures);
            }
            if (markdown != null) {
                FigureSection.write(markdown, name, figures);
            }
            out.print(FigureTable.text(figures));
            out.flush();
            return figures.stream().allMatch(Figure::isMet) ? 0 : 1;
        } finally {
            Runtime.getRuntime().removeShutdownHook(abandon);
            CacheDirectory.delete(directory);
        }
    }

    /** After each part, so that a failure of a later one does not lose what was measured. */
    private void write(List<Figure> figures) throws IOException {
        if (json == null) {
            return;
        }
        FigureJson.write(json, figures);
        String file = String.valueOf(json.getFileName());
        String plot = (file.endsWith(".json") ? file.substring(0, file.length() - ".json".length()) : file) + ".svg";
        Files.writeString(json.resolveSibling(plot), FigurePlot.svg("./ledger bench " + name, figures));
    }

    private List<Part> parts(CommandSpec command, Bench bench) {
        List<String> known = bench.parts().stream().map(Part::name).toList();
        for (String wanted : only) {
            if (!known.contains(wanted)) {
                throw new ParameterException(
                        command.commandLine(),
                        "bench %s has no part %s; it has %s".formatted(name, wanted, String.join(", ", known)));
            }
        }
        return bench.parts().stream()
                .filter(p -> only.isEmpty() || only.contains(p.name()))
                .toList();
    }

    private static String names() {
        return Benches.all().stream().map(Bench::name).collect(Collectors.joining(", "));
    }

    private static String[] listing() {
        List<String> lines = new ArrayList<>();
        for (Bench bench : Benches.all()) {
            lines.add("  %-10s %s".formatted(bench.name(), bench.description()));
            for (Part part : bench.parts()) {
                lines.add("    %-8s %s".formatted(part.name(), part.description()));
            }
        }
        return lines.toArray(String[]::new);
    }
}
