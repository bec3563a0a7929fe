package io.fluxledger.bench.state;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.stream.ChildProgram;
import io.fluxledger.bench.stream.InputRecords;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.bench.stream.OutputRate;
import io.fluxledger.bench.stream.Preload;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicLeaders;
import io.fluxledger.servers.CacheDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The ledger's own store against Kafka Streams' key-value stores: throughput, change log, time to restore. */
public final class StoresPart implements Part {
    private static final int ACCOUNTS = 10_000;
    private static final int HEAP_MB = 1_024;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_NANOS = 50_000_000;

    /** What one store was measured at. */
    private record Measured(double inputsPerS, long changeLogBytes, long restoredRecords, double restoreS) {}

    @Override
    public String name() {
        return "stores";
    }

    @Override
    public String description() {
        return "the ledger's store against Kafka Streams' in memory and in RocksDB";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int inputs = run.options().choose(30_000, 300_000);
        WorkloadShape shape = WorkloadShape.uniform(run.options().seed(), ACCOUNTS);
        Map<StoreChoice, Measured> all = new EnumMap<>(StoreChoice.class);
        try (LedgerServers servers = LedgerServers.start(run, "stores")) {
            for (StoreChoice choice : StoreChoice.values()) {
                try (LedgerServers.Broker broker = servers.newBroker()) {
                    Preload preload =
                            Preload.fill(broker.bootstrap(), new InputRecords(servers.serde(), shape), inputs);
                    Measured measured = measure(run, servers, broker, choice, preload.records());
                    all.put(choice, measured);
                    run.progress("%s: %s".formatted(choice, measured));
                }
            }
        }
        return figures(all, inputs + ACCOUNTS);
    }

    private static Measured measure(
            BenchRun run, LedgerServers servers, LedgerServers.Broker broker, StoreChoice choice, int records)
            throws Exception {
        int partitions = TopicCatalog.LEDGER_INPUTS.partitions();
        Path directory = broker.home().resolve("store");
        List<String> arguments = List.of(
                broker.bootstrap(),
                servers.registryUrl().toString(),
                directory.resolve("state").toString(),
                Integer.toString(run.options().commitIntervalMs()),
                choice.name());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            NewTopic output = new NewTopic(StoreMain.OUTPUT, partitions, (short) 1)
                    .configs(Map.of("message.timestamp.type", "LogAppendTime"));
            TopicLeaders.create(admin, List.of(output));
            double rate;
            try (ChildProgram program = start(arguments, directory)) {
                rate = OutputRate.measure(broker.bootstrap(), StoreMain.OUTPUT, partitions, records, program);
            }
            long bytes = ChangeLogs.bytes(admin);
            CacheDirectory.delete(directory);
            try (ChildProgram program = start(arguments, directory)) {
                String[] restored = awaitRestored(program).split(" ", -1);
                return new Measured(rate, bytes, Long.parseLong(restored[1]), Long.parseLong(restored[2]) / 1_000.0);
            }
        }
    }

    private static ChildProgram start(List<String> arguments, Path directory) throws IOException {
        Files.deleteIfExists(directory.resolveSibling(directory.getFileName() + ".log"));
        return ChildProgram.start("the fold", StoreMain.class.getName(), HEAP_MB, List.of(), arguments, directory);
    }

    private static String awaitRestored(ChildProgram program) throws IOException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            if (Files.exists(program.log())) {
                Optional<String> line = Files.readAllLines(program.log()).stream()
                        .filter(each -> each.startsWith(StoreMain.RESTORED))
                        .findFirst();
                if (line.isPresent()) {
                    return line.get();
                }
            }
            program.requireAlive();
            if (System.nanoTime() > giveUp) {
                throw program.failure("did not restore within " + PATIENCE);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static List<Figure> figures(Map<StoreChoice, Measured> all, int inputs) {
        List<Figure> figures = new ArrayList<>();
        double own = of(all, StoreChoice.OWN).inputsPerS();
        for (StoreChoice choice : StoreChoice.values()) {
            Measured measured = of(all, choice);
            String name = "store_" + choice.name().toLowerCase(Locale.ROOT);
            figures.add(Figure.of(name + "_inputs_per_s", measured.inputsPerS(), "inputs/s")
                    .against(String.format(
                            Locale.ROOT, "the ledger's own store: %.2f times as fast", own / measured.inputsPerS())));
            figures.add(Figure.of(name + "_changelog_bytes", (double) measured.changeLogBytes() / inputs, "bytes/input")
                    .against("on the broker's disk, lz4, before compaction"));
            figures.add(Figure.of(name + "_restore_s", measured.restoreS(), "s")
                    .against(String.format(
                            Locale.ROOT, "%,d records, nothing on the local disk", measured.restoredRecords())));
        }
        return figures;
    }

    private static Measured of(Map<StoreChoice, Measured> all, StoreChoice choice) {
        Measured measured = all.get(choice);
        if (measured == null) {
            throw new IllegalStateException(choice + " was not measured");
        }
        return measured;
    }
}
