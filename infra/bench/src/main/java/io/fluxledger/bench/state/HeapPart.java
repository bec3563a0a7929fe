package io.fluxledger.bench.state;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.servers.JavaProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Heap that an open and a closed intent keep, measured in a JVM of a fixed heap; and what a call writes to the change log. */
public final class HeapPart implements Part {
    private static final int HEAP_MB = 1_536;
    private static final double OPEN_TARGET = 300;
    private static final double RESOLVED_TARGET = 120;

    @Override
    public String name() {
        return "heap";
    }

    @Override
    public String description() {
        return "bytes of heap of an open and of a resolved intent, bytes of change log of a call";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int few = run.options().choose(20_000, 200_000);
        int many = run.options().choose(50_000, 1_000_000);
        List<Figure> figures = new ArrayList<>();
        for (HeapMain.Kind kind : HeapMain.Kind.values()) {
            Map<String, Long> small = measure(run, kind, few);
            Map<String, Long> large = measure(run, kind, many);
            String name = kind.name().toLowerCase(Locale.ROOT);
            figures.add(Figure.of("heap_bytes_" + name + "_intent", per(large, "heap", many), "bytes")
                    .withTarget(Target.atMost(kind == HeapMain.Kind.OPEN ? OPEN_TARGET : RESOLVED_TARGET))
                    .against(String.format(
                            Locale.ROOT,
                            "%,d intents, Serial GC; class histogram %.1f; with %,d intents %.1f",
                            many,
                            per(large, "histogram", many),
                            few,
                            per(small, "heap", few))));
            figures.add(Figure.of(
                            kind == HeapMain.Kind.OPEN ? "changelog_bytes_per_lock" : "changelog_bytes_per_call",
                            per(large, "changelog", many),
                            "bytes")
                    .against("keys and values, 1,000 inputs a commit, 10,000 accounts"));
        }
        return figures;
    }

    private static double per(Map<String, Long> measured, String what, int intents) {
        Long value = measured.get(what);
        if (value == null) {
            throw new IllegalStateException("no " + what + " in " + measured);
        }
        return (double) value / intents;
    }

    private static Map<String, Long> measure(BenchRun run, HeapMain.Kind kind, int intents)
            throws IOException, InterruptedException {
        List<String> command = JavaProgram.command(
                HeapMain.class.getName(),
                HEAP_MB,
                // Or a collection leaves up to a twentieth of the heap as it is, dead objects included.
                List.of("-Xms" + HEAP_MB + "m", "-XX:MarkSweepDeadRatio=0"),
                List.of(
                        kind.name(),
                        Integer.toString(intents),
                        Long.toString(run.options().seed())));
        Process process = new ProcessBuilder(command)
                .redirectError(run.directory().resolve("heap.log").toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException("the heap's JVM ended with status " + status + ": "
                    + java.nio.file.Files.readString(run.directory().resolve("heap.log")));
        }
        run.progress("%s %,d: %s".formatted(kind, intents, out.strip()));
        Map<String, Long> measured = new TreeMap<>();
        for (String each : out.strip().split(" ")) {
            String[] pair = each.split("=", 2);
            measured.put(pair[0], Long.parseLong(pair[1]));
        }
        expect(measured, kind == HeapMain.Kind.OPEN ? "open" : "resolved", intents);
        return measured;
    }

    private static void expect(Map<String, Long> measured, String what, int intents) {
        if (measured.getOrDefault(what, 0L) != intents) {
            throw new IllegalStateException("the state holds other intents than were put in: " + measured);
        }
    }
}
