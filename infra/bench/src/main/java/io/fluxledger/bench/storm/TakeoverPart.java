package io.fluxledger.bench.storm;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.cluster.LedgerCluster;
import io.fluxledger.bench.cluster.Tuning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From a crash to the first answers: by the same instance, started again at once, and by another one. */
final class TakeoverPart implements Part {
    private static final int RATE_PER_S = 100;
    private static final double RESTART_TARGET_S = 3;
    private static final double TAKEOVER_TARGET_S = 8;

    @Override
    public String name() {
        return "takeover";
    }

    @Override
    public String description() {
        return "seconds from a crash to answers of every partition, by restart and by a standby";
    }

    @Override
    public List<Figure> run(BenchRun run) {
        int runs = run.options().choose(1, 5);
        Tuning tuning = Tuning.DEFAULTS.withCommitIntervalMs(run.options().commitIntervalMs());
        List<Figure> figures = new ArrayList<>();
        try (LedgerCluster cluster = LedgerCluster.start(run.directory().resolve("takeover"), 1, run::progress)) {
            Optional<Tuning> cached = AotCache.train(cluster, tuning, run::progress);
            Takeover.Times plain = new Takeover(cluster, tuning, RATE_PER_S, run::progress).restart(runs);
            Takeover takeover = new Takeover(cluster, cached.orElse(tuning), RATE_PER_S, run::progress);
            Takeover.Times restart = cached.isPresent() ? takeover.restart(runs) : plain;
            figures.add(figure("crash_to_answer_s_restart", restart)
                    .withTarget(Target.atMost(RESTART_TARGET_S))
                    .against("longest of %d: %.2f s; %s; without that: median %.2f s"
                            .formatted(
                                    runs,
                                    restart.longest(),
                                    cached.isPresent()
                                            ? "classes and profiles from an AOT cache"
                                            : "no AOT cache, the class path has directories",
                                    plain.median())));
            Takeover.Times other = takeover.takeover(runs);
            figures.add(figure("crash_to_answer_s_takeover", other)
                    .withTarget(Target.atMost(TAKEOVER_TARGET_S))
                    .against("longest of %d: %.2f s".formatted(runs, other.longest())));
        }
        return figures;
    }

    private static Figure figure(String name, Takeover.Times times) {
        return Figure.of(name, times.median(), "s");
    }
}
