package io.fluxledger.bench.storm;

import io.fluxledger.bench.BenchOptions;
import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.cluster.LedgerCluster;
import io.fluxledger.bench.cluster.Tuning;
import io.fluxledger.bench.submit.Verdict;
import java.util.List;
import java.util.function.ToLongFunction;

/** The kill storm: half of the kills with one instance, half with two. */
final class KillsPart implements Part {
    private static final int RATE_PER_S = 500;

    @Override
    public String name() {
        return "kills";
    }

    @Override
    public String description() {
        return "kill -9 at random moments under load; every answer against the committed journal";
    }

    @Override
    public List<Figure> run(BenchRun run) {
        BenchOptions options = run.options();
        Tuning tuning = Tuning.DEFAULTS.withCommitIntervalMs(options.commitIntervalMs());
        int alone = (options.kills() + 1) / 2;
        try (LedgerCluster cluster = LedgerCluster.start(run.directory().resolve("kills"), 1, run::progress)) {
            StormReport one = storm(run, cluster, new StormPlan(alone, 1, RATE_PER_S, options.seed(), tuning));
            StormReport two = storm(
                    run,
                    cluster,
                    new StormPlan(Math.max(1, options.kills() - alone), 2, RATE_PER_S, ~options.seed(), tuning));
            return figures(List.of(one, two));
        }
    }

    private static StormReport storm(BenchRun run, LedgerCluster cluster, StormPlan plan) {
        run.progress("%d instances, %d kills".formatted(plan.instances(), plan.kills()));
        StormReport report = new KillStorm(cluster, plan, run::progress).run();
        run.progress(report.verdict().verified());
        report.verdict().findings().forEach(run::progress);
        return report;
    }

    private static List<Figure> figures(List<StormReport> reports) {
        Target none = Target.atMost(0);
        return List.of(
                Figure.of("kills", (double) total(reports, StormReport::kills), "processes")
                        .against("%d of them while starting or restoring"
                                .formatted(total(reports, StormReport::killsBeforeReady))),
                Figure.of("answers_given", verdicts(reports, Verdict::given), "answers"),
                Figure.of("answers_contradicted", verdicts(reports, Verdict::contradicted), "answers")
                        .withTarget(none)
                        .against("byte for byte against the committed line of the input"),
                Figure.of("answers_missing", verdicts(reports, Verdict::missing), "answers")
                        .withTarget(none),
                Figure.of("answers_rolled_back", verdicts(reports, Verdict::rolledBack), "answers")
                        .against("given from a line whose transaction was then aborted, and decided again the same"),
                Figure.of("lines_twice", verdicts(reports, Verdict::twice), "lines")
                        .withTarget(none),
                Figure.of("outcomes_unexpected", verdicts(reports, Verdict::unexpected), "lines")
                        .withTarget(none),
                Figure.of("inputs_refused", verdicts(reports, Verdict::refused), "inputs")
                        .withTarget(none),
                Figure.of("storm_findings", verdicts(reports, v -> v.findings().size()), "findings")
                        .withTarget(none)
                        .against(reports.getLast().verdict().verified()));
    }

    private static long total(List<StormReport> reports, ToLongFunction<StormReport> number) {
        return reports.stream().mapToLong(number).sum();
    }

    private static double verdicts(List<StormReport> reports, ToLongFunction<Verdict> number) {
        return (double) total(reports, report -> number.applyAsLong(report.verdict()));
    }
}
