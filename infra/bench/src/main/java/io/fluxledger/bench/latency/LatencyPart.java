package io.fluxledger.bench.latency;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.stream.InputRecords;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.bench.stream.Preload;
import io.fluxledger.bench.stream.StreamsService;
import io.fluxledger.bench.workload.WorkloadShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Submit to answer, while exactly-once commits behind the answers. */
public final class LatencyPart implements Part {
    private static final int[] RATES = {100, 2_000, 10_000};
    private static final int TRIAL_RATE = 2_000;
    private static final long DRAIN_NS = TimeUnit.MINUTES.toNanos(3);
    private static final Map<String, Target> TARGETS = Map.of(
            "answer_p50_ms_2000", Target.atMost(5),
            "answer_p99_ms_2000", Target.atMost(20),
            "answer_p99_ms_10000", Target.atMost(40));

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String description() {
        return "submit to answer at 100, 2,000 and 10,000 inputs/s, open loop";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        WorkloadShape shape =
                WorkloadShape.uniform(run.options().seed(), run.options().choose(1_000, 100_000));
        run.progress(shape.toString());
        try (LedgerServers servers = LedgerServers.start(run, "latency");
                LedgerServers.Broker broker = servers.newBroker();
                StreamsService streams = StreamsService.start(run, servers, broker);
                JournalReader journal = new JournalReader(broker.bootstrap())) {
            streams.awaitReady();
            InputRecords records = new InputRecords(servers.serde(), shape);
            Preload warm =
                    Preload.fill(broker.bootstrap(), records, run.options().choose(5_000, 400_000));
            awaitLines(journal, warm.records(), streams);
            run.progress("%,d inputs folded, now warm".formatted(warm.records()));
            int lingerMs = betterLinger(run, broker, records, journal);
            List<Figure> figures = new ArrayList<>();
            for (int rate : RATES) {
                Histogram latencies = measure(run, broker, records, journal, lingerMs, rate);
                figures.addAll(figures(run, latencies, rate, lingerMs));
            }
            streams.stop().forEach(run::progress);
            return figures;
        }
    }

    private static int betterLinger(
            BenchRun run, LedgerServers.Broker broker, InputRecords records, JournalReader journal)
            throws InterruptedException {
        double bestMs = Double.MAX_VALUE;
        int best = 0;
        for (int lingerMs : new int[] {0, 1}) {
            try (Producer<byte[], byte[]> producer = producer(broker, lingerMs)) {
                Histogram latencies = new OpenLoop(producer, records, journal)
                        .run(
                                TRIAL_RATE,
                                run.options().choose(0, 2),
                                run.options().choose(1, 8));
                double p99Ms = ms(latencies, 99);
                run.progress(String.format(
                        Locale.ROOT,
                        "linger %d ms at %,d/s: p50 %.2f ms, p99 %.2f ms",
                        lingerMs,
                        TRIAL_RATE,
                        ms(latencies, 50),
                        p99Ms));
                if (p99Ms < bestMs) {
                    bestMs = p99Ms;
                    best = lingerMs;
                }
            }
        }
        return best;
    }

    private static Histogram measure(
            BenchRun run,
            LedgerServers.Broker broker,
            InputRecords records,
            JournalReader journal,
            int lingerMs,
            int rate)
            throws InterruptedException {
        try (Producer<byte[], byte[]> producer = producer(broker, lingerMs)) {
            Histogram latencies = new OpenLoop(producer, records, journal)
                    .run(rate, run.options().choose(1, 5), run.options().choose(2, 30));
            run.progress(String.format(
                    Locale.ROOT,
                    "%,d/s: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, most %.2f ms",
                    rate,
                    ms(latencies, 50),
                    ms(latencies, 99),
                    ms(latencies, 99.9),
                    latencies.getMaxValue() / 1_000.0));
            return latencies;
        }
    }

    private static List<Figure> figures(BenchRun run, Histogram latencies, int rate, int lingerMs) {
        String how = "%,d inputs/s, read uncommitted, commits every %d ms, producer linger %d ms, %,d answers"
                .formatted(rate, run.options().commitIntervalMs(), lingerMs, latencies.getTotalCount());
        return List.of(
                figure("answer_p50_ms_" + rate, ms(latencies, 50), how),
                figure("answer_p99_ms_" + rate, ms(latencies, 99), how),
                figure("answer_p999_ms_" + rate, ms(latencies, 99.9), how));
    }

    private static Figure figure(String name, double valueMs, String how) {
        Figure figure = Figure.of(name, valueMs, "ms").against(how);
        @Nullable Target target = TARGETS.get(name);
        return target == null ? figure : figure.withTarget(target);
    }

    private static double ms(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1_000.0;
    }

    private static Producer<byte[], byte[]> producer(LedgerServers.Broker broker, int lingerMs) {
        return InputRecords.producer(broker.bootstrap(), Map.of("linger.ms", lingerMs));
    }

    private static void awaitLines(JournalReader journal, long expected, StreamsService streams) {
        long untilNs = System.nanoTime() + DRAIN_NS;
        while (journal.lines() < expected) {
            streams.program().requireAlive();
            if (System.nanoTime() > untilNs) {
                throw streams.program()
                        .failure("answered %,d of %,d inputs in three minutes".formatted(journal.lines(), expected));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
