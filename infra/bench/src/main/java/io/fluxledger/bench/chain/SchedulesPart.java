package io.fluxledger.bench.chain;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.relayer.simulate.Simulation;
import java.util.List;

/** Schedules of faults around the pure lane. */
final class SchedulesPart implements Part {
    private static final int SCHEDULES = 300_000;
    private static final int QUICK_SCHEDULES = 5_000;
    private static final int AT_ONCE = 10_000;
    /** Seeds of different runs do not overlap. */
    private static final long SEEDS_PER_RUN = 1_000_000_000L;

    @Override
    public String name() {
        return "schedules";
    }

    @Override
    public String description() {
        return "simulated faults of nodes and processes around a lane, by seed";
    }

    @Override
    public List<Figure> run(BenchRun run) {
        int count = run.options().choose(QUICK_SCHEDULES, SCHEDULES);
        long first = run.options().seed() * SEEDS_PER_RUN;
        long schedules = 0;
        long steps = 0;
        long violating = 0;
        for (int done = 0; done < count; done += AT_ONCE) {
            Simulation.Summary summary = Simulation.run(first + done, Math.min(AT_ONCE, count - done));
            schedules += summary.schedules();
            steps += summary.steps();
            violating += summary.violating();
            summary.reports().forEach(run::progress);
        }
        run.progress("%,d schedules, %,d rounds of lanes, %d violating".formatted(schedules, steps, violating));
        return List.of(
                Figure.of("schedules", (double) schedules, "schedules")
                        .against("%,d rounds of lanes, seeds from %d on".formatted(steps, first)),
                Figure.of("schedules_violating", (double) violating, "schedules")
                        .withTarget(Target.atMost(0)));
    }
}
