package io.fluxledger.bench.verify;

import io.fluxledger.audit.verify.Verification;
import io.fluxledger.audit.verify.VerifyReport;
import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.stream.FlightProfile;
import io.fluxledger.bench.stream.InputRecords;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.bench.stream.Preload;
import io.fluxledger.bench.stream.StreamsService;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.runtime.KafkaClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/** The verification of a log that the real stream has folded, while the stream runs on and idles. */
public final class VerifyPart implements Part {
    private static final String STREAMS_GROUP = "fluxledger-streams";
    private static final double LEAST = 150_000;
    /** The workload's payers are so rich that twice as many would not fit into the treasury's 64 bits. */
    private static final int ACCOUNTS = 5_000;

    private static final double NANOS_PER_S = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String description() {
        return "deciding a log again and comparing every line, charge and balance";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int inputs = run.options().choose(30_000, 1_000_000);
        try (LedgerServers servers = LedgerServers.start(run, "verify");
                LedgerServers.Broker broker = servers.newBroker()) {
            WorkloadShape shape = WorkloadShape.uniform(run.options().seed(), ACCOUNTS);
            Preload preload = Preload.fill(broker.bootstrap(), new InputRecords(servers.serde(), shape), inputs);
            KafkaClients clients = new KafkaClients(broker.bootstrap(), servers.serde());
            // Quiet, so that what is measured is the verification and not waiting for the next tick to be folded.
            try (StreamsService streams = StreamsService.start(run, servers, broker, Map.of("tick.interval", "PT1H"))) {
                run.progress("%,d inputs on the log, the stream folds them".formatted(preload.records()));
                FoldedLog log = FoldedLog.await(clients, STREAMS_GROUP, streams.program());
                run.progress("folded; postings of %,d accounts"
                        .formatted(log.projection().read().nanos().size()));
                return List.of(measure(run, clients, log, shape));
            }
        }
    }

    private static Figure measure(BenchRun run, KafkaClients clients, FoldedLog log, WorkloadShape shape)
            throws Exception {
        List<Double> rates = new ArrayList<>();
        VerifyReport last = null;
        double cpuMicros = 0;
        for (int round = 0; round < run.options().rounds(); round++) {
            long cpuBegun = cpuNanos();
            long begun = System.nanoTime();
            last = verify(run, clients, log);
            double rate = last.inputs() * NANOS_PER_S / (System.nanoTime() - begun);
            cpuMicros = (cpuNanos() - cpuBegun) / NANOS_PER_MICRO / last.inputs();
            if (!last.isClean()) {
                throw new IllegalStateException(last.summary() + ": " + last.differences());
            }
            rates.add(rate);
            run.progress(String.format(
                    Locale.ROOT, "%s; %,.0f inputs/s, %.2f µs of CPU an input", last.summary(), rate, cpuMicros));
        }
        if (last == null) {
            throw new IllegalStateException("no round was run");
        }
        String rounds = String.join(
                "; ",
                rates.stream().map(r -> String.format(Locale.ROOT, "%,.0f", r)).toList());
        return Figure.of("verify_inputs_per_s", rates.stream().sorted().toList().get(rates.size() / 2), "inputs/s")
                .withTarget(Target.atLeast(LEAST))
                .against(
                        "%s; both folds of %s, %,d inputs, %,d lines, %,d balances; %.2f µs of CPU an input; %d processors, broker and idle stream beside"
                                .formatted(
                                        rounds,
                                        shape,
                                        last.inputs(),
                                        last.lines(),
                                        last.balances(),
                                        cpuMicros,
                                        Runtime.getRuntime().availableProcessors()));
    }

    /** CPU time of this JVM, which says more than the rate where others use the machine too. */
    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    private static VerifyReport verify(BenchRun run, KafkaClients clients, FoldedLog log) throws Exception {
        Verification verification = new Verification(
                clients,
                log.projection(),
                STREAMS_GROUP,
                at -> run.progress(
                        String.format(Locale.ROOT, "%,d inputs, %,.0f inputs/s", at.inputs(), at.inputsPerS())));
        if (!run.options().profile()) {
            return verification.run();
        }
        Path file = run.directory().resolve("verify.jfr");
        try (Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
            recording.start();
            VerifyReport report = verification.run();
            recording.dump(file);
            FlightProfile.hottest(file, "verify-").forEach(run::progress);
            return report;
        }
    }
}
