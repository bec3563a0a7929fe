package io.fluxledger.bench.storm;

import io.fluxledger.bench.cluster.LedgerCluster;
import io.fluxledger.bench.cluster.StreamsProcess;
import io.fluxledger.bench.cluster.Tuning;
import io.fluxledger.bench.submit.CallInputs;
import io.fluxledger.bench.submit.Submitter;
import io.fluxledger.bench.submit.Verdict;
import io.fluxledger.servers.Progress;
import io.fluxledger.servers.ServerFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Kills streams processes at random moments under load, starts them again, and then compares every answer that was given
 * before a commit with what was committed in the end.
 */
public final class KillStorm {
    private static final int PAYERS = 96;
    private static final int PROVIDERS = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LONGEST_RUN_MS = 1_500;
    private static final int LONGEST_START_MS = 3_000;

    private final LedgerCluster cluster;
    private final StormPlan plan;
    private final Progress progress;
    private final SplittableRandom random;
    private final List<StreamsProcess> instances = new ArrayList<>();
    private int kills;
    private int killsBeforeReady;

    public KillStorm(LedgerCluster cluster, StormPlan plan, Progress progress) {
        this.cluster = cluster;
        this.plan = plan;
        this.progress = progress;
        this.random = new SplittableRandom(plan.seed());
    }

    /**
     * Runs the storm on a cluster that has no other streams.
     *
     * @throws ServerFailedException when the streams do not come back
     */
    public StormReport run() {
        Tuning tuning = plan.tuning().with("standbys", Integer.toString(plan.instances() - 1));
        IntStream.rangeClosed(1, plan.instances()).forEach(i -> instances.add(cluster.streams("storm-" + i, tuning)));
        try (Submitter submitter = new Submitter(
                cluster.clients(), new CallInputs(random.nextLong(), PAYERS, PROVIDERS), plan.ratePerS())) {
            instances.forEach(StreamsProcess::start);
            awaitAnswers(submitter, System.nanoTime());
            int said = 0;
            while (kills < plan.kills()) {
                gust(submitter);
                if (kills - said >= 10) {
                    said = kills;
                    progress.step("%d of %d kills, %,d answers"
                            .formatted(kills, plan.kills(), submitter.book().answeredCount()));
                }
            }
            awaitAnswers(submitter, System.nanoTime());
            submitter.finish();
            submitter.awaitAllAnswered(PATIENCE);
            return report(submitter);
        } finally {
            instances.forEach(StreamsProcess::kill);
        }
    }

    /** One or more kills, and the restart. Sometimes the answers are awaited before, sometimes not. */
    private void gust(Submitter submitter) {
        if (random.nextInt(4) > 0) {
            awaitAnswers(submitter, System.nanoTime());
        }
        pause(random.nextInt(LONGEST_RUN_MS));
        StreamsProcess victim = instances.get(random.nextInt(instances.size()));
        switch (random.nextInt(10)) {
            case 0, 1 -> {
                kill(victim);
                victim.start();
                pause(random.nextInt(LONGEST_START_MS));
                killsBeforeReady++;
                kill(victim);
            }
            case 2 -> {
                kill(victim);
                victim.start();
                awaitAnswers(submitter, System.nanoTime());
                kill(victim);
            }
            case 3, 4 -> instances.forEach(this::kill);
            default -> kill(victim);
        }
        instances.stream().filter(instance -> !instance.alive()).forEach(StreamsProcess::start);
    }

    private void kill(StreamsProcess instance) {
        if (!instance.alive()) {
            throw new ServerFailedException(instance.id() + " had stopped by itself, see " + instance.log());
        }
        instance.kill();
        kills++;
    }

    private void awaitAnswers(Submitter submitter, long sinceNanos) {
        if (!submitter.awaitAnswersEverywhere(sinceNanos, PATIENCE)) {
            throw new ServerFailedException("no answers from every partition within %s; seed %d, see %s"
                    .formatted(PATIENCE, plan.seed(), instances.getFirst().log()));
        }
    }

    private static void pause(int ms) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    private StormReport report(Submitter submitter) {
        return new StormReport(
                kills,
                killsBeforeReady,
                TimeUnit.NANOSECONDS.toMillis(submitter.book().longestNanos(Long.MIN_VALUE, Long.MAX_VALUE)),
                Verdict.of(cluster, submitter.book()));
    }
}
