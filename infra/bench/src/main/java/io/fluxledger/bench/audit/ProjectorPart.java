package io.fluxledger.bench.audit;

import io.fluxledger.audit.project.Projection;
import io.fluxledger.audit.project.Projector;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.Moment;
import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.postgres.TunedPostgres;
import io.fluxledger.bench.stream.FoldedInputs;
import io.fluxledger.bench.stream.InputRecords;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.bench.stream.Median;
import io.fluxledger.bench.stream.Preload;
import io.fluxledger.bench.stream.StreamsService;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.runtime.KafkaClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The projector against bare COPY of the rows that it makes, and questions to what it made. */
final class ProjectorPart implements Part {
    private static final String STREAMS_GROUP = "fluxledger-streams";
    private static final int ACCOUNTS = 5_000;
    private static final int THREADS = 2;
    private static final int MAX_RECORDS = 5_000;
    private static final double LEAST_RATIO = 0.5;
    private static final double MOST_MS = 50;
    /** What the times are wanted for; with fewer records they are told and held against nothing. */
    private static final long RECORDS_OF_TARGET = 10_000_000;

    private static final double NANOS_PER_S = 1e9;
    private static final double NANOS_PER_MS = 1e6;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final int P99 = 99;

    @Override
    public String name() {
        return "projector";
    }

    @Override
    public String description() {
        return "rows of the projector against COPY of the same rows; balances of the past; search";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int inputs = run.options().choose(20_000, 1_000_000);
        try (LedgerServers servers = LedgerServers.start(run, "audit");
                LedgerServers.Broker broker = servers.newBroker();
                TunedPostgres postgres = TunedPostgres.start(run)) {
            WorkloadShape shape = WorkloadShape.uniform(run.options().seed(), ACCOUNTS);
            Preload preload = Preload.fill(broker.bootstrap(), new InputRecords(servers.serde(), shape), inputs);
            KafkaClients clients = new KafkaClients(broker.bootstrap(), servers.serde());
            try (StreamsService streams = StreamsService.start(run, servers, broker, Map.of("tick.interval", "PT1H"))) {
                run.progress("%,d inputs on the log, the stream folds them".formatted(preload.records()));
                FoldedInputs.await(clients, STREAMS_GROUP, streams.program());
            }
            long records = count(clients);
            run.progress("%,d records to project".formatted(records));
            return measure(run, clients, postgres, records);
        }
    }

    private static long count(KafkaClients clients) {
        long records = 0;
        try (Consumer<byte[], byte[]> consumer =
                clients.byteConsumer("bench-count", true, Map.of("max.poll.records", 10_000))) {
            List<TopicPartition> partitions = Projection.partitions();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                records += consumer.poll(Duration.ofSeconds(1)).count();
            }
        }
        return records;
    }

    private static List<Figure> measure(BenchRun run, KafkaClients clients, TunedPostgres postgres, long records)
            throws Exception {
        List<Double> projected = new ArrayList<>();
        List<Double> copied = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        List<Figure> questions = List.of();
        long rows = 0;
        for (int round = 1; round <= run.options().rounds(); round++) {
            try (Generation made = Generation.create(postgres, "made" + round);
                    Generation copy = Generation.create(postgres, "copy" + round)) {
                double projectS = project(made, clients, records);
                rows = made.rows();
                Path files = run.directory().resolve("rows" + round);
                made.copyTo(files);
                copy.partitionsOf(made);
                long begun = System.nanoTime();
                copy.copyFrom(files);
                double copyS = (System.nanoTime() - begun) / NANOS_PER_S;
                if (copy.rows() != rows) {
                    throw new IllegalStateException("%d rows were copied, not %d".formatted(copy.rows(), rows));
                }
                projected.add(rows / projectS);
                copied.add(rows / copyS);
                ratios.add(copyS / projectS);
                run.progress("round %d: %,d rows, projected in %.1f s, copied in %.1f s"
                        .formatted(round, rows, projectS, copyS));
                questions = new ArrayList<>(ask(run, made, records));
                questions.add(ConsolePages.measure(run, made, records));
            }
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("projector_vs_copy", Median.of(ratios), "ratio")
                .withTarget(Target.atLeast(LEAST_RATIO))
                .against(
                        "COPY of the same %,d rows into tables with the same keys and indexes, one connection: %,.0f rows/s to %,.0f rows/s; %s; projector: %,d records, %d threads, consumed, decoded and written exactly once"
                                .formatted(
                                        rows,
                                        Median.of(projected),
                                        Median.of(copied),
                                        postgres.describe(),
                                        records,
                                        THREADS)));
        figures.add(Figure.of("projector_rows_per_s", Median.of(projected), "rows/s"));
        figures.add(Figure.of("copy_rows_per_s", Median.of(copied), "rows/s"));
        figures.addAll(questions);
        return figures;
    }

    private static double project(Generation into, KafkaClients clients, long records) {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        long begun = System.nanoTime();
        try (Projector projector = new Projector(
                new Projection(into.database().source(), clients.serde()),
                clients,
                THREADS,
                MAX_RECORDS,
                metrics,
                failure::set)) {
            projector.start();
            while (metrics.counter("fluxledger.audit.records").count() < records) {
                Throwable cause = failure.get();
                if (cause != null) {
                    throw new IllegalStateException("the projector stopped", cause);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return (System.nanoTime() - begun) / NANOS_PER_S;
        }
    }

    private static List<Figure> ask(BenchRun run, Generation generation, long records) throws Exception {
        int times = run.options().choose(100, 1_000);
        SplittableRandom random = new SplittableRandom(run.options().seed());
        AuditQueries queries = new AuditQueries(generation.database().jdbi());
        List<String> payers =
                generation.texts("SELECT DISTINCT owner FROM balances WHERE owner IS NOT NULL LIMIT 1000");
        List<String> ids = new ArrayList<>(generation.texts("SELECT intent_id FROM intents LIMIT 500"));
        ids.addAll(generation.texts("SELECT CAST(input_id AS text) FROM journal_lines LIMIT 500"));
        List<String> clocks = generation.texts(
                "SELECT CAST(min(clock_ms) AS text) FROM journal_lines UNION ALL SELECT CAST(max(clock_ms) AS text) FROM journal_lines");
        long fromMs = Long.parseLong(clocks.get(0));
        long toMs = Long.parseLong(clocks.get(1)) + 1;
        String size = "p99 of %,d, at %,d records, one client".formatted(times, records);
        return List.of(
                target(
                        records,
                        figure(
                                "point_in_time_ms",
                                times,
                                size,
                                () -> queries.account(
                                        payers.get(random.nextInt(payers.size())),
                                        Moment.at(random.nextLong(fromMs, toMs))))),
                figure(
                        "trial_balance_past_ms",
                        times,
                        size,
                        () -> queries.trialBalance(Moment.at(random.nextLong(fromMs, toMs)))),
                target(
                        records,
                        figure("search_ms", times, size, () -> queries.search(ids.get(random.nextInt(ids.size()))))));
    }

    private static Figure target(long records, Figure figure) {
        return records >= RECORDS_OF_TARGET ? figure.withTarget(Target.atMost(MOST_MS)) : figure;
    }

    private interface Question {
        Object ask();
    }

    private static Figure figure(String name, int times, String size, Question question) {
        Histogram nanos = new Histogram(3);
        for (int i = 0; i < times / 10; i++) {
            var _ = question.ask();
        }
        for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            var _ = question.ask();
            nanos.recordValue(System.nanoTime() - begun);
        }
        return Figure.of(name, nanos.getValueAtPercentile(P99) / NANOS_PER_MS, "ms")
                .against(size + ", p50 %.1f ms".formatted(nanos.getValueAtPercentile(50) / NANOS_PER_MS));
    }
}
