package io.fluxledger.bench.audit;

import io.fluxledger.audit.project.Projection;
import io.fluxledger.audit.project.Projector;
import io.fluxledger.audit.project.Rebuild;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.Filters;
import io.fluxledger.audit.read.Moment;
import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.postgres.TunedPostgres;
import io.fluxledger.bench.stream.InputRecords;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.bench.stream.Preload;
import io.fluxledger.bench.stream.StreamsService;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.runtime.KafkaClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How long after a line stands on the log it can be asked for, at the intake's full rate; alone and beside a rebuild. */
final class LivePart implements Part {
    private static final int ACCOUNTS = 1_000;
    private static final int THREADS = 2;
    private static final int MAX_RECORDS = 2_000;
    private static final int REBUILD_RECORDS = 5_000;
    private static final int SHARE = 50;
    private static final double MOST_MS = 1_000;
    private static final double MOST_RATIO = 1.2;
    private static final long NANOS_PER_S = 1_000_000_000;
    private static final double NANOS_PER_MS = 1e6;
    private static final long PAUSE_NANOS = 1_000_000_000;
    private static final int SETTLING_S = 10;
    private static final int INTENTS_ASKED = 50;
    private static final int P99 = 99;
    /** What comes while a request is under way goes together with the next. */
    private static final Map<String, Object> AS_INTAKE =
            Map.of("linger.ms", 0, "max.in.flight.requests.per.connection", 1);

    /**
     * What is sent.
     *
     * @param prepared how many inputs are made before the first of them: making them takes processors that are measured
     */
    private record Load(int perS, int prepared) {
        Deque<ProducerRecord<byte[], byte[]>> prepare(InputRecords inputs) {
            Deque<ProducerRecord<byte[], byte[]>> made = new ArrayDeque<>(prepared);
            for (int i = 0; i < prepared; i++) {
                made.add(inputs.next());
            }
            return made;
        }
    }

    @Override
    public String name() {
        return "live";
    }

    @Override
    public String description() {
        return "from a line on the log to its rows, at a rate; the same while another generation is built beside";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int perS = run.options().choose(200, 2_500);
        int seconds = run.options().choose(5, 30);
        int besidePerS = run.options().choose(100, 1_000);
        int before = run.options().choose(10_000, 200_000);
        try (LedgerServers servers = LedgerServers.start(run, "audit-live");
                LedgerServers.Broker broker = servers.newBroker();
                TunedPostgres postgres = TunedPostgres.start(run);
                Generation generation = Generation.create(postgres, "live");
                StreamsService streams = StreamsService.start(run, servers, broker, Map.of());
                // The common pool has one thread where there are two processors, and the load would keep it.
                ExecutorService threads = Executors.newCachedThreadPool()) {
            KafkaClients clients = new KafkaClients(broker.bootstrap(), servers.serde());
            InputRecords inputs = new InputRecords(
                    servers.serde(), WorkloadShape.uniform(run.options().seed(), ACCOUNTS));
            Preload preload = Preload.fill(broker.bootstrap(), inputs, before);
            streams.awaitReady();
            AtomicBoolean done = new AtomicBoolean();
            // Two generations are twice the work: beside it the rate is one that leaves room for that on two
            // processors.
            AtomicReference<Load> wanted = new AtomicReference<>(new Load(besidePerS, 0));
            try (Projector projector = new Projector(
                                    new Projection(generation.database().source(), clients.serde()),
                                    clients,
                                    THREADS,
                                    MAX_RECORDS,
                                    new SimpleMeterRegistry(),
                                    e -> run.progress("the projector stopped: " + e))
                            .start();
                    QueryableClock clock = QueryableClock.start(clients, generation.database())) {
                clock.awaitRows(preload.records());
                run.progress("caught up with %,d inputs; %,d inputs/s".formatted(before, besidePerS));
                CompletableFuture<Void> load =
                        CompletableFuture.runAsync(() -> load(broker, inputs, wanted, done), threads);
                CompletableFuture<Histogram> reader =
                        CompletableFuture.supplyAsync(() -> ask(generation, done), threads);
                var _ = clock.measure(SETTLING_S);
                Histogram alone = clock.measure(seconds);
                CompletableFuture<Rebuild.Report> rebuild =
                        CompletableFuture.supplyAsync(() -> rebuild(generation, clients), threads);
                Histogram beside = clock.measureUntil(rebuild::isDone);
                run.progress("rebuilt %s; %,d inputs/s".formatted(rebuild.get(), perS));
                wanted.set(new Load(perS, perS * (SETTLING_S + seconds)));
                var _ = clock.measure(SETTLING_S);
                Histogram full = clock.measure(seconds);
                done.set(true);
                load.get();
                if (!projector.isFollowing()) {
                    throw new IllegalStateException("the projector does not follow any more");
                }
                return List.of(queryable(perS, full), rebuilt(besidePerS, alone, beside, rebuild.get(), reader.get()));
            } finally {
                done.set(true);
            }
        }
    }

    private static void load(
            LedgerServers.Broker broker, InputRecords inputs, AtomicReference<Load> wanted, AtomicBoolean done) {
        try (Producer<byte[], byte[]> producer = InputRecords.producer(broker.bootstrap(), AS_INTAKE)) {
            Load load = wanted.get();
            Deque<ProducerRecord<byte[], byte[]>> prepared = load.prepare(inputs);
            long due = System.nanoTime();
            while (!done.get()) {
                if (!load.equals(wanted.get())) {
                    load = wanted.get();
                    prepared = load.prepare(inputs);
                    due = System.nanoTime();
                }
                due += NANOS_PER_S / load.perS();
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                var _ = producer.send(prepared.isEmpty() ? inputs.next() : prepared.removeFirst());
            }
        }
    }

    /** An auditor who asks one thing after the other, also while the generations change places; how long each took, in nanoseconds. */
    private static Histogram ask(Generation generation, AtomicBoolean done) {
        AuditQueries queries = new AuditQueries(generation.database().jdbi());
        Histogram nanos = new Histogram(3);
        while (!done.get()) {
            long begun = System.nanoTime();
            var _ = queries.trialBalance(Moment.LATEST);
            var _ = queries.list(
                    AuditQueries.Section.INTENTS, new Filters(), new AuditQueries.PageRequest(null, INTENTS_ASKED));
            nanos.recordValue(System.nanoTime() - begun);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return nanos;
    }

    private static Rebuild.Report rebuild(Generation generation, KafkaClients clients) {
        try {
            return new Rebuild(generation.configuration(), clients, 1, REBUILD_RECORDS, SHARE)
                    .run((applied, live) -> {});
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static Figure queryable(int perS, Histogram alone) {
        return Figure.of("accepted_to_queryable_p99_ms", (double) alone.getValueAtPercentile(P99), "ms")
                .withTarget(Target.atMost(MOST_MS))
                .against(
                        "%,d inputs/s, %,d lines, from the broker's append time; p50 %d ms; streams, broker, PostgreSQL and projector on the same processors"
                                .formatted(perS, alone.getTotalCount(), alone.getValueAtPercentile(50)));
    }

    private static Figure rebuilt(
            int perS, Histogram alone, Histogram beside, Rebuild.Report rebuild, Histogram questions) {
        double p99 = alone.getValueAtPercentile(P99);
        double p99Beside = beside.getValueAtPercentile(P99);
        return Figure.of("rebuild_live_p99_ratio", p99Beside / p99, "ratio")
                .withTarget(Target.atMost(MOST_RATIO))
                .against(
                        "p99 %,.0f ms at %,d inputs/s, %,.0f ms while %,d records were projected again from the first offset; writing stopped for %d ms at the change; a reader asked %,d times, the slowest %,.0f ms"
                                .formatted(
                                        p99,
                                        perS,
                                        p99Beside,
                                        rebuild.records(),
                                        rebuild.stoppedMs(),
                                        questions.getTotalCount(),
                                        questions.getMaxValue() / NANOS_PER_MS));
    }
}
