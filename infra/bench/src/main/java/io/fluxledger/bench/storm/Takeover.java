package io.fluxledger.bench.storm;

import io.fluxledger.bench.cluster.Fleet;
import io.fluxledger.bench.cluster.LedgerCluster;
import io.fluxledger.bench.cluster.StreamsProcess;
import io.fluxledger.bench.cluster.Tuning;
import io.fluxledger.bench.submit.CallInputs;
import io.fluxledger.bench.submit.Submitter;
import io.fluxledger.servers.Progress;
import io.fluxledger.servers.ServerFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * How long a ledger gives no answers after a crash: from kill -9 to the first answer of the slowest partition to an input
 * that was sent after it, start of the JVM included.
 */
public final class Takeover {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final double NANOS_PER_S = 1e9;
    private static final int PAYERS = 200;
    private static final int PROVIDERS = 12;

    private final LedgerCluster cluster;
    private final Tuning tuning;
    private final int ratePerS;
    private final Progress progress;

    /** @param tuning what differs from the streams' defaults */
    public Takeover(LedgerCluster cluster, Tuning tuning, int ratePerS, Progress progress) {
        this.cluster = cluster;
        this.tuning = tuning;
        this.ratePerS = ratePerS;
        this.progress = progress;
    }

    /** Seconds of every run, sorted. */
    public record Times(List<Double> seconds) {
        public Times {
            seconds = seconds.stream().sorted().toList();
        }

        public double median() {
            return seconds.get(seconds.size() / 2);
        }

        public double longest() {
            return seconds.getLast();
        }
    }

    /** The only instance is killed and started again at once. */
    public Times restart(int runs) {
        return measured(1, runs, fleet -> {
            StreamsProcess victim = fleet.instances().getFirst();
            victim.kill();
            victim.start();
        });
    }

    /** Of two instances with a standby each, the one with more partitions is killed and does not return. */
    public Times takeover(int runs) {
        return measured(2, runs, fleet -> fleet.busiest().kill());
    }

    private Times measured(int instances, int runs, Consumer<Fleet> crash) {
        Tuning all = tuning.with("standbys", Integer.toString(instances - 1));
        List<Double> seconds = new ArrayList<>();
        try (Fleet fleet = new Fleet(cluster, all);
                Submitter submitter = new Submitter(
                        cluster.clients(), new CallInputs(System.nanoTime(), PAYERS, PROVIDERS), ratePerS)) {
            for (int i = 0; i < instances; i++) {
                fleet.add();
            }
            for (int run = 0; run < runs; run++) {
                fleet.instances().stream().filter(i -> !i.alive()).forEach(StreamsProcess::start);
                fleet.awaitStable(PATIENCE);
                await(submitter, System.nanoTime());
                LockSupport.parkNanos(SETTLE_NANOS);
                fleet.awaitStable(PATIENCE);
                long crashed = System.nanoTime();
                crash.accept(fleet);
                await(submitter, crashed);
                double took = submitter.book().firstAnswersNanos(crashed) / NANOS_PER_S;
                seconds.add(took);
                progress.step("%d instances, run %d: answers again after %.2f s".formatted(instances, run + 1, took));
            }
            fleet.instances().stream().filter(i -> !i.alive()).forEach(StreamsProcess::start);
            submitter.finish();
            if (!submitter.awaitAllAnswered(PATIENCE)) {
                throw new ServerFailedException("inputs were never answered");
            }
        }
        return new Times(seconds);
    }

    private static void await(Submitter submitter, long sinceNanos) {
        if (!submitter.awaitAnswersEverywhere(sinceNanos, PATIENCE)) {
            throw new ServerFailedException("no answers from every partition within " + PATIENCE);
        }
    }
}
