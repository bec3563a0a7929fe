package io.fluxledger.bench.scale;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.cluster.LedgerCluster;
import io.fluxledger.bench.cluster.Tuning;
import java.util.ArrayList;
import java.util.List;

/** Inputs folded a second by 1, 2 and 4 instances. */
final class ThroughputPart implements Part {
    private static final int BROKERS = 3;
    private static final List<Integer> INSTANCES = List.of(1, 2, 4);

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public String description() {
        return "a backlog drained by 1, 2 and 4 instances; replication 3, two copies acknowledged";
    }

    @Override
    public List<Figure> run(BenchRun run) {
        int inputs = run.options().choose(40_000, 400_000);
        Tuning tuning = Tuning.DEFAULTS.withCommitIntervalMs(run.options().commitIntervalMs());
        List<Figure> figures = new ArrayList<>();
        for (int instances : INSTANCES) {
            // A cluster of its own for each, so that none has the others' state to restore.
            var directory = run.directory().resolve("drain-" + instances);
            try (LedgerCluster cluster = LedgerCluster.start(directory, BROKERS, run::progress)) {
                Throughput.Drained drained = Throughput.of(
                        cluster, instances, tuning, inputs, run.options().seed(), run::progress);
                figures.add(Figure.of("scale_inputs_per_s_" + instances, drained.perS(), "inputs/s")
                        .against("%d inputs in %.1f s; all processes share %d processors"
                                .formatted(
                                        drained.inputs(),
                                        drained.seconds(),
                                        Runtime.getRuntime().availableProcessors())));
            }
        }
        return figures;
    }
}
