package io.fluxledger.bench.jmh;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import java.util.List;

/** The pure fold. */
public final class FoldPart implements Part {
    private static final double LEAST = 1_000_000;

    @Override
    public String name() {
        return "fold";
    }

    @Override
    public String description() {
        return "the pure fold on one core: lock, receipt, settlement, with hashes and invariants";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        Jmh.Score score = Jmh.run(run, FoldBenchmark.class, "fold", List.of());
        return List.of(Figure.of("fold_inputs_per_s", score.score(), "inputs/s")
                .withTarget(Target.atLeast(LEAST))
                .against(score.how()));
    }
}
