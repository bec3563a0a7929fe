package io.fluxledger.bench.audit;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.postgres.TunedPostgres;
import io.fluxledger.bench.stream.Median;
import io.fluxledger.servers.CacheDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The projector against bare COPY of the rows that it makes. */
final class ProjectorPart implements Part {
    private static final double LEAST_RATIO = 0.5;
    private static final double NANOS_PER_S = 1e9;

    @Override
    public String name() {
        return "projector";
    }

    @Override
    public String description() {
        return "rows of the projector against COPY of the same rows";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int inputs = run.options().choose(20_000, 1_000_000);
        try (CallLog log = CallLog.fill(run, "audit", inputs);
                TunedPostgres postgres = TunedPostgres.start(run)) {
            return measure(run, log, postgres);
        }
    }

    private static List<Figure> measure(BenchRun run, CallLog log, TunedPostgres postgres) throws Exception {
        List<Double> projected = new ArrayList<>();
        List<Double> copied = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        long rows = 0;
        for (int round = 1; round <= run.options().rounds(); round++) {
            try (Generation made = Generation.create(postgres, "made" + round);
                    Generation copy = Generation.create(postgres, "copy" + round)) {
                double projectS = log.project(made);
                rows = made.rows();
                Path files = run.directory().resolve("rows" + round);
                made.copyTo(files);
                copy.partitionsOf(made);
                long begun = System.nanoTime();
                copy.copyFrom(files);
                double copyS = (System.nanoTime() - begun) / NANOS_PER_S;
                CacheDirectory.delete(files);
                if (copy.rows() != rows) {
                    throw new IllegalStateException("%d rows were copied, not %d".formatted(copy.rows(), rows));
                }
                projected.add(rows / projectS);
                copied.add(rows / copyS);
                ratios.add(copyS / projectS);
                run.progress("round %d: %,d rows, projected in %.1f s, copied in %.1f s"
                        .formatted(round, rows, projectS, copyS));
            }
        }
        return List.of(
                Figure.of("projector_vs_copy", Median.of(ratios), "ratio")
                        .withTarget(Target.atLeast(LEAST_RATIO))
                        .against(
                                "COPY of the same %,d rows into tables with the same keys and indexes, one connection: %,.0f rows/s to %,.0f rows/s; %s; projector: %,d records, %d threads, consumed, decoded and written exactly once"
                                        .formatted(
                                                rows,
                                                Median.of(projected),
                                                Median.of(copied),
                                                postgres.describe(),
                                                log.records(),
                                                CallLog.THREADS)),
                Figure.of("projector_rows_per_s", Median.of(projected), "rows/s"),
                Figure.of("copy_rows_per_s", Median.of(copied), "rows/s"));
    }
}
