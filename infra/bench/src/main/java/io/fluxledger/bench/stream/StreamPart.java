package io.fluxledger.bench.stream;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.postgres.PostgresRun;
import io.fluxledger.bench.postgres.TunedPostgres;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The exactly-once stream against the limit of its broker, a bare fold, and PostgreSQL ledgers; ours and theirs in turns,
 * medians of the rounds.
 */
public final class StreamPart implements Part {
    private static final int FEW = 100;
    private static final int MANY = 100_000;
    private static final int QUICK_ACCOUNTS = 2_000;
    private static final int[] CONNECTIONS = {8, 16, 4, 32};
    private static final int[] BATCHES = {100, 500};
    private static final int BATCH_CONNECTIONS = 4;

    private static final String OURS = "stream_inputs_per_s";
    private static final String RAW = "raw_inputs_per_s";
    private static final String BARE = "bare_fold_inputs_per_s";
    private static final String POSTGRES = "postgres_inputs_per_s";
    private static final String BATCHED = "postgres_batched_inputs_per_s";

    /** The two distributions that have a target, then the other two. */
    private enum Load {
        UNIFORM_MANY("", MANY, false),
        ZIPF_FEW("_zipf", FEW, true),
        UNIFORM_FEW("_uniform_100", FEW, false),
        ZIPF_MANY("_zipf_100000", MANY, true);

        private final String suffix;
        private final int accounts;
        private final boolean zipf;

        Load(String suffix, int accounts, boolean zipf) {
            this.suffix = suffix;
            this.accounts = accounts;
            this.zipf = zipf;
        }

        boolean hasTarget() {
            return this == UNIFORM_MANY || this == ZIPF_FEW;
        }
    }

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public String description() {
        return "exactly-once stream against raw copying, a bare fold, and PostgreSQL ledgers";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        return new Comparison(run).figures();
    }

    private static final class Comparison {
        private final BenchRun run;
        private final int inputs;
        private final Map<String, List<Double>> measured = new TreeMap<>();
        private double bytesPerInput;
        private int connections = CONNECTIONS[0];

        Comparison(BenchRun run) {
            this.run = run;
            this.inputs = run.options().choose(30_000, 2_000_000);
        }

        List<Figure> figures() throws Exception {
            try (LedgerServers servers = LedgerServers.start(run, "stream");
                    TunedPostgres postgres = TunedPostgres.start(run)) {
                String described = postgres.describe();
                run.progress(described);
                PostgresRun clients = new PostgresRun(
                        postgres,
                        run.options().choose(500, 2_000),
                        run.options().choose(1_500, 8_000));
                chooseConnections(clients);
                for (int round = 1; round <= run.options().rounds(); round++) {
                    for (Load load : Load.values()) {
                        if (round == 1 ? load.hasTarget() || !run.options().quick() : load.hasTarget()) {
                            run.progress("round %d: %s".formatted(round, shape(load)));
                            onBroker(servers, load);
                            onPostgres(clients, load);
                        }
                    }
                }
                return report("%s, %d connections, one command a transaction".formatted(described, connections));
            }
        }

        private void onBroker(LedgerServers servers, Load load) throws Exception {
            try (LedgerServers.Broker broker = servers.newBroker()) {
                Preload preload =
                        Preload.fill(broker.bootstrap(), new InputRecords(servers.serde(), shape(load)), inputs);
                run.progress("%,d inputs preloaded".formatted(preload.records()));
                if (load == Load.UNIFORM_MANY) {
                    bytesPerInput = (double) preload.valueBytes() / preload.inputs();
                    add(RAW, RawCopy.inputsPerS(broker.bootstrap(), preload.records()));
                    add(
                            BARE,
                            BareFold.inputsPerS(
                                    broker, preload.records(), run.options().commitIntervalMs()));
                }
                add(OURS + load.suffix, ours(servers, broker, preload));
            }
        }

        private double ours(LedgerServers servers, LedgerServers.Broker broker, Preload preload) throws Exception {
            TopicSpec journal = TopicCatalog.LEDGER_JOURNAL;
            try (StreamsService streams = StreamsService.start(run, servers, broker)) {
                double rate = OutputRate.measure(
                        broker.bootstrap(), journal.name(), journal.partitions(), preload.records(), streams.program());
                streams.stop().forEach(run::progress);
                return rate;
            }
        }

        private void chooseConnections(PostgresRun clients) throws Exception {
            double best = 0;
            for (int some : Arrays.copyOf(CONNECTIONS, run.options().choose(1, CONNECTIONS.length))) {
                double rate = clients.inputsPerS(shape(Load.UNIFORM_MANY), some, 1);
                run.progress("PostgreSQL with %d connections: %,.0f inputs/s".formatted(some, rate));
                if (rate > best) {
                    best = rate;
                    connections = some;
                }
            }
        }

        private void onPostgres(PostgresRun clients, Load load) throws Exception {
            WorkloadShape shape = shape(load);
            add(POSTGRES + load.suffix, clients.inputsPerS(shape, connections, 1));
            if (load == Load.UNIFORM_MANY) {
                for (int batch : BATCHES) {
                    add(BATCHED + "_" + batch, clients.inputsPerS(shape, BATCH_CONNECTIONS, batch));
                }
            }
        }

        private void add(String name, double inputsPerS) {
            measured.computeIfAbsent(name, key -> new ArrayList<>()).add(inputsPerS);
            run.progress(String.format(Locale.ROOT, "%s %,.0f", name, inputsPerS));
        }

        private WorkloadShape shape(Load load) {
            long seed = run.options().seed();
            int accounts = Math.min(load.accounts, run.options().choose(QUICK_ACCOUNTS, MANY));
            return load.zipf ? WorkloadShape.zipf(seed, accounts) : WorkloadShape.uniform(seed, accounts);
        }

        private double median(String name) {
            List<Double> values = measured.get(name);
            if (values == null) {
                throw new IllegalStateException(name + " was not measured");
            }
            return Median.of(values);
        }

        private List<Figure> report(String unbatched) {
            List<Figure> figures = new ArrayList<>();
            figures.add(ratio("stream_vs_bare_fold", OURS, BARE, 0.5, "one long added per record, exactly once"));
            figures.add(ratio("stream_vs_postgres", OURS, POSTGRES, 5, unbatched + ", uniform over 100,000 accounts"));
            figures.add(ratio(
                    "stream_vs_postgres_zipf",
                    OURS + Load.ZIPF_FEW.suffix,
                    POSTGRES + Load.ZIPF_FEW.suffix,
                    5,
                    unbatched + ", Zipf 1.0 over 100 accounts"));
            figures.add(Figure.of("stream_vs_raw", median(OURS) / median(RAW), "ratio")
                    .against("consume and produce of the same bytes, " + text(median(RAW))));
            String batched = median(BATCHED + "_" + BATCHES[0]) > median(BATCHED + "_" + BATCHES[1])
                    ? BATCHED + "_" + BATCHES[0]
                    : BATCHED + "_" + BATCHES[1];
            figures.add(Figure.of(BATCHED, median(batched), "inputs/s")
                    .against("%s commands a transaction, %d connections, uniform over 100,000 accounts"
                            .formatted(batched.substring(BATCHED.length() + 1), BATCH_CONNECTIONS)));
            measured.keySet().stream()
                    .filter(name -> !name.startsWith(BATCHED))
                    .forEach(name -> figures.add(
                            Figure.of(name, median(name), "inputs/s").against(rounds(name))));
            figures.add(Figure.of("stream_bytes_per_input", bytesPerInput, "bytes"));
            return figures;
        }

        private Figure ratio(String name, String ours, String theirs, double least, String what) {
            return Figure.of(name, median(ours) / median(theirs), "ratio")
                    .withTarget(Target.atLeast(least))
                    .against("%s: %s to %s".formatted(what, text(median(ours)), text(median(theirs))));
        }

        private String rounds(String name) {
            List<String> all = measured.getOrDefault(name, List.of()).stream()
                    .map(v -> String.format(Locale.ROOT, "%,.0f", v))
                    .toList();
            return "rounds: " + String.join("; ", all);
        }

        private static String text(double inputsPerS) {
            return String.format(Locale.ROOT, "%,.0f inputs/s", inputsPerS);
        }
    }
}
