package io.fluxledger.bench.jmh;

import io.fluxledger.bench.BenchRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one micro-benchmark in JVMs of its own. */
final class Jmh {
    /**
     * Room for what some runs of a benchmark leave behind: with less, the collections of old state between two runs, which a
     * ledger has not, take more time than the fold. All of it is there from the start: a service has touched its heap once
     * long before.
     */
    private static final List<String> HEAP = List.of("-Xms4g", "-Xmx4g", "-Xmn1g", "-XX:+AlwaysPreTouch");

    /**
     * What came out.
     *
     * @param score in the benchmark's unit
     * @param error half of the 99.9 % interval; NaN after too few iterations
     */
    record Score(double score, double error, String how) {}

    private Jmh() {}

    static Score run(BenchRun run, Class<?> benchmark, String method, List<String> properties) throws RunnerException {
        int forks = run.options().choose(1, 2);
        int iterations = run.options().choose(1, 5);
        List<String> arguments = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.fluxledger",
                "-D" + FoldBenchmark.SEED + "=" + run.options().seed()));
        arguments.addAll(HEAP);
        arguments.addAll(properties);
        Options options = new OptionsBuilder()
                .include(benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
                .forks(forks)
                .warmupIterations(run.options().choose(1, 5))
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .threads(1)
                .jvmArgs(arguments.toArray(String[]::new))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        if (results.size() != 1) {
            throw new IllegalStateException("%d benchmarks are called %s".formatted(results.size(), method));
        }
        var result = results.iterator().next().getPrimaryResult();
        double error = result.getScoreError();
        String spread = Double.isNaN(error) ? "" : String.format(Locale.ROOT, ", ± %.3g", error);
        return new Score(
                result.getScore(),
                error,
                "JMH, one thread, JVMs: %d, iterations in each: %d%s".formatted(forks, iterations, spread));
    }
}
