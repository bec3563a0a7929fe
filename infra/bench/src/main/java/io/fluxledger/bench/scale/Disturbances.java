package io.fluxledger.bench.scale;

import io.fluxledger.bench.cluster.Fleet;
import io.fluxledger.bench.cluster.LedgerCluster;
import io.fluxledger.bench.cluster.StreamsProcess;
import io.fluxledger.bench.cluster.Tuning;
import io.fluxledger.bench.submit.CallInputs;
import io.fluxledger.bench.submit.Submitter;
import io.fluxledger.bench.submit.Verdict;
import io.fluxledger.servers.Progress;
import io.fluxledger.servers.ServerFailedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What operating a cluster does to those who wait for answers: an instance joins, one leaves, all are restarted in turn, a
 * broker dies and returns. None of it may cost an answer; what it costs is time, and that is measured.
 */
final class Disturbances {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int INSTANCES = 2;
    private static final int PAYERS = 200;
    private static final int PROVIDERS = 20;

    private final LedgerCluster cluster;
    private final Fleet fleet;
    private final Submitter submitter;
    private final Progress progress;
    private final Map<String, Double> longestMs = new LinkedHashMap<>();

    private Disturbances(LedgerCluster cluster, Fleet fleet, Submitter submitter, Progress progress) {
        this.cluster = cluster;
        this.fleet = fleet;
        this.submitter = submitter;
        this.progress = progress;
    }

    /**
     * @param longestMs longest time from an input to its answer, by what happened meanwhile
     * @param verdict what the logs say about all answers
     */
    record Result(Map<String, Double> longestMs, Verdict verdict) {}

    /** What is done while inputs come in. */
    private interface Deed {
        void run();
    }

    static Result of(LedgerCluster cluster, Tuning tuning, int ratePerS, long seed, Progress progress) {
        try (Fleet fleet = new Fleet(cluster, tuning.with("standbys", "1"));
                Submitter submitter =
                        new Submitter(cluster.clients(), new CallInputs(seed, PAYERS, PROVIDERS), ratePerS)) {
            return new Disturbances(cluster, fleet, submitter, progress).run();
        }
    }

    private Result run() {
        for (int i = 0; i < INSTANCES; i++) {
            fleet.add();
        }
        settled();
        during("calm", () -> {});
        during("join", fleet::add);
        StreamsProcess joined = fleet.instances().getLast();
        during("leave", joined::stop);
        during("rolling_restart", this::restartInTurn);
        during("broker_kill", () -> cluster.brokers().kill(2));
        during("broker_return", () -> {
            cluster.brokers().start(2);
            cluster.brokers().awaitInSync(PATIENCE);
        });
        submitter.finish();
        submitter.awaitAllAnswered(PATIENCE);
        return new Result(longestMs, Verdict.of(cluster, submitter.book()));
    }

    private void restartInTurn() {
        for (StreamsProcess instance : fleet.instances().subList(0, INSTANCES)) {
            instance.stop();
            instance.start();
            instance.awaitReady(PATIENCE);
            settled();
        }
    }

    /** Does it, waits until the group is at rest again, and looks at what was sent from then to now. */
    private void during(String name, Deed deed) {
        long begun = System.nanoTime();
        deed.run();
        settled();
        LockSupport.parkNanos(CALM_NANOS);
        settled();
        double ms = submitter.book().longestNanos(begun, System.nanoTime()) / 1e6;
        longestMs.put(name, ms);
        progress.step("%s: the slowest answer took %.0f ms".formatted(name, ms));
    }

    private void settled() {
        fleet.awaitStable(PATIENCE);
        if (!submitter.awaitAnswersEverywhere(System.nanoTime(), PATIENCE)) {
            throw new ServerFailedException("no answers from every partition within " + PATIENCE);
        }
    }
}
