package io.fluxledger.bench.state;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.stream.FoldedInputs;
import io.fluxledger.bench.stream.InputRecords;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.bench.stream.Preload;
import io.fluxledger.bench.stream.StreamsService;
import io.fluxledger.bench.workload.Step;
import io.fluxledger.bench.workload.Workload;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.servers.CacheDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * The time that the streams service needs to have its state again when nothing of it is left on the machine: the real
 * stream folds calls, is stopped, and starts without its directory.
 */
public final class RestorePart implements Part {
    private static final String STREAMS_GROUP = "fluxledger-streams";
    private static final double MOST_S = 2;
    private static final int ACCOUNTS = 10_000;
    private static final int PROVIDERS = 32;
    private static final double MILLION = 1e6;

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String description() {
        return "seconds to restore a million open and resolved intents from the change log";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        // So many calls under way that about a third of all is open at the end.
        int open = run.options().choose(6_000, 500_000);
        int inputs = run.options().choose(24_000, 2_000_000);
        WorkloadShape shape = new WorkloadShape(run.options().seed(), ACCOUNTS, 0, PROVIDERS, open);
        Intents intents = Intents.of(shape, inputs);
        Map<String, String> quiet = Map.of("tick.interval", "PT1H");
        try (LedgerServers servers = LedgerServers.start(run, "restore");
                LedgerServers.Broker broker = servers.newBroker()) {
            Preload preload = Preload.fill(broker.bootstrap(), new InputRecords(servers.serde(), shape), inputs);
            KafkaClients clients = new KafkaClients(broker.bootstrap(), servers.serde());
            try (StreamsService filling = StreamsService.start(run, servers, broker, quiet)) {
                run.progress("%,d inputs on the log, the stream folds them".formatted(preload.records()));
                FoldedInputs.await(clients, STREAMS_GROUP, filling.program());
            }
            long bytes;
            try (Admin admin = clients.admin()) {
                bytes = ChangeLogs.bytes(admin);
            }
            List<Double> seconds = new ArrayList<>();
            double records = 0;
            for (int round = 0; round < run.options().rounds(); round++) {
                CacheDirectory.delete(broker.home().resolve("streams").resolve("state"));
                try (StreamsService again = StreamsService.start(run, servers, broker, quiet)) {
                    again.awaitReady();
                    seconds.add(again.gauge("fluxledger_restore_seconds"));
                    records = again.gauge("fluxledger_restore_records");
                    run.progress(
                            String.format(Locale.ROOT, "restored %,.0f records in %.2f s", records, seconds.getLast()));
                    again.stop().forEach(run::progress);
                }
            }
            return figures(intents, records, seconds, bytes);
        }
    }

    private static List<Figure> figures(Intents intents, double records, List<Double> seconds, long bytes) {
        List<Double> sorted = seconds.stream().sorted().toList();
        double median = sorted.get(sorted.size() / 2);
        return List.of(
                Figure.of("restore_s_per_million_intents", median * MILLION / intents.all(), "s")
                        .withTarget(Target.atMost(MOST_S))
                        .against(String.format(
                                Locale.ROOT,
                                "%,d open and %,d resolved intents, %,.0f records of the change logs in %.2f s (longest %.2f s),"
                                        + " by a JVM that has just started",
                                intents.open(),
                                intents.resolved(),
                                records,
                                median,
                                sorted.getLast())),
                Figure.of("changelog_topic_bytes_per_intent", (double) bytes / intents.all(), "bytes")
                        .against("both folds' change logs on the broker's disk, lz4, not compacted yet"));
    }

    /** What the workload leaves behind. */
    private record Intents(long open, long resolved) {
        static Intents of(WorkloadShape shape, int inputs) {
            Workload workload = new Workload(shape);
            long open = 0;
            long resolved = 0;
            for (int i = 0; i < inputs; i++) {
                Step.Kind kind = workload.next().kind();
                open += kind == Step.Kind.LOCK ? 1 : 0;
                resolved += kind == Step.Kind.SETTLE ? 1 : 0;
            }
            return new Intents(open - resolved, resolved);
        }

        long all() {
            return open + resolved;
        }
    }
}
