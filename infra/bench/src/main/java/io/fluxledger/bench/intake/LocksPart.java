package io.fluxledger.bench.intake;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.stream.ChildProgram;
import io.fluxledger.bench.stream.Median;
import io.fluxledger.servers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Signed locks over HTTP, answered from the ledger, against the same HTTP server answering a constant. */
public final class LocksPart implements Part {
    private static final int ACCOUNTS = 1_000;
    private static final int CONNECTIONS = 256;
    private static final int WARM_UPS = 6;
    private static final int HALF_RATE_S = 20;
    /** The compilers begin anew when requests come one by one. */
    private static final int HALF_RATE_WARM_UP_S = 20;

    private static final int CREATED = 201;
    private static final int HEAP_MB = 256;
    private static final int CONSTANT_TIMES = 3;

    @Override
    public String name() {
        return "locks";
    }

    @Override
    public String description() {
        return "signed locks over HTTP against the same server answering a constant";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int perRound = run.options().choose(2_000, 40_000);
        Path directory = Files.createDirectories(run.directory().resolve("constant"));
        int constantPort = Ports.free();
        try (IntakeServers servers = IntakeServers.start(run);
                ChildProgram constant = ChildProgram.start(
                        "the constant server",
                        ConstantMain.class.getName(),
                        HEAP_MB,
                        List.of(),
                        List.of(Integer.toString(constantPort)),
                        directory)) {
            IntakeServers.awaitReady("the constant server", constant, constantPort);
            Payers payers = new Payers(run.options().seed(), ACCOUNTS, servers.chainsFile());
            servers.fund(payers);
            HttpLoad locks = new HttpLoad(servers.port(), CREATED);
            HttpLoad same = new HttpLoad(constantPort, CREATED);
            for (int i = 1; i <= WARM_UPS; i++) {
                List<byte[]> warm = requests(payers, servers, perRound);
                same.asFastAsPossible(warm, CONNECTIONS);
                HttpLoad.Result result = locks.asFastAsPossible(warm, CONNECTIONS);
                run.progress(String.format(Locale.ROOT, "warming up, %d: %,.0f locks/s", i, result.perS()));
            }
            List<Double> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            List<Double> p99Ms = new ArrayList<>();
            for (int round = 1; round <= run.options().rounds(); round++) {
                List<byte[]> some = requests(payers, servers, perRound);
                theirs.add(constantRate(same, some));
                HttpLoad.Result result = locks.asFastAsPossible(some, CONNECTIONS);
                ours.add(result.perS());
                p99Ms.add(result.ms(99));
                run.progress(String.format(
                        Locale.ROOT,
                        "round %d: constant %,.0f/s; locks %,.0f/s, p50 %.1f ms, p99 %.1f ms",
                        round,
                        theirs.getLast(),
                        ours.getLast(),
                        result.ms(50),
                        result.ms(99)));
            }
            double halfPerS = Median.of(ours) / 2;
            atRate(run, payers, servers, locks, halfPerS, HALF_RATE_WARM_UP_S);
            HttpLoad.Result half = atRate(run, payers, servers, locks, halfPerS, HALF_RATE_S);
            servers.stopStreams().forEach(run::progress);
            return figures(Median.of(ours), Median.of(theirs), Median.of(p99Ms), half);
        }
    }

    private static double constantRate(HttpLoad same, List<byte[]> requests) throws IOException, InterruptedException {
        List<byte[]> more = new ArrayList<>();
        for (int i = 0; i < CONSTANT_TIMES; i++) {
            more.addAll(requests);
        }
        return same.asFastAsPossible(more, CONNECTIONS).perS();
    }

    private static HttpLoad.Result atRate(
            BenchRun run, Payers payers, IntakeServers servers, HttpLoad locks, double perS, int seconds)
            throws IOException, InterruptedException {
        int count = (int) (perS * run.options().choose(1, seconds));
        List<byte[]> requests = requests(payers, servers, count);
        // The load's own collection of what it has just made would stop every request in the middle of the run.
        System.gc();
        return locks.atRate(requests, perS, CONNECTIONS);
    }

    private static List<byte[]> requests(Payers payers, IntakeServers servers, int count) {
        return payers.locks(count, servers.provider()).stream()
                .map(lock -> Connection.post("/v1/intents", "", lock))
                .toList();
    }

    private static List<Figure> figures(double locksPerS, double constantPerS, double p99Ms, HttpLoad.Result half) {
        String where = "%d connections, %,d accounts; broker, streams, intake and load on the same processors"
                .formatted(CONNECTIONS, ACCOUNTS);
        return List.of(
                Figure.of("locks_vs_constant", locksPerS / constantPerS, "ratio")
                        .withTarget(Target.atLeast(0.3))
                        .against(String.format(
                                Locale.ROOT, "a constant by the same HTTP server: %,.0f/s", constantPerS)),
                Figure.of("locks_per_s", locksPerS, "locks/s")
                        .withTarget(Target.atLeast(3_000))
                        .against(where),
                Figure.of("lock_p99_ms_full_rate", p99Ms, "ms").against("closed loop, " + where),
                Figure.of("lock_p99_ms_half_rate", half.ms(99), "ms")
                        .withTarget(Target.atMost(40))
                        .against(String.format(
                                Locale.ROOT,
                                "open loop at %,.0f/s, p50 %.1f ms, p99.9 %.1f ms",
                                locksPerS / 2,
                                half.ms(50),
                                half.ms(99.9))));
    }
}
