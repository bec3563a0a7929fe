package io.fluxledger.bench.scale;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.cluster.LedgerCluster;
import io.fluxledger.bench.cluster.Tuning;
import io.fluxledger.bench.submit.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What clients notice when the cluster is operated: delays, and never a lost, second or contradicted answer. */
final class DisturbancesPart implements Part {
    private static final int BROKERS = 3;
    private static final int RATE_PER_S = 300;

    @Override
    public String name() {
        return "disturb";
    }

    @Override
    public String description() {
        return "the slowest answer while an instance joins, leaves, all restart in turn, a broker dies and returns";
    }

    @Override
    public List<Figure> run(BenchRun run) {
        Tuning tuning = Tuning.DEFAULTS.withCommitIntervalMs(run.options().commitIntervalMs());
        try (LedgerCluster cluster = LedgerCluster.start(run.directory().resolve("disturb"), BROKERS, run::progress)) {
            Disturbances.Result result =
                    Disturbances.of(cluster, tuning, RATE_PER_S, run.options().seed(), run::progress);
            Verdict verdict = result.verdict();
            verdict.findings().forEach(run::progress);
            List<Figure> figures = new ArrayList<>();
            result.longestMs()
                    .forEach((what, ms) -> figures.add(Figure.of("scale_longest_answer_ms_" + what, ms, "ms")));
            figures.add(Figure.of("scale_answers_given", (double) verdict.given(), "answers")
                    .against(verdict.verified()));
            figures.add(none("scale_answers_contradicted", verdict.contradicted()));
            figures.add(none("scale_answers_missing", verdict.missing()));
            figures.add(none("scale_lines_twice", verdict.twice()));
            figures.add(none("scale_inputs_refused", verdict.refused()));
            figures.add(none("scale_findings", verdict.findings().size()));
            return figures;
        }
    }

    private static Figure none(String name, long value) {
        return Figure.of(name, (double) value, "").withTarget(Target.atMost(0));
    }
}
