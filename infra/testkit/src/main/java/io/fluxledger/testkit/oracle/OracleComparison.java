package io.fluxledger.testkit.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Folds random inputs and compares every line with what the oracle, written from RULES.md alone, says. */
public final class OracleComparison {
    private static final int STEPS_PER_RUN = 600;

    private final Supplier<OracleLedger> payers;
    private final Supplier<OracleProviders> providers;

    public OracleComparison() {
        this(OracleLedger::new, OracleProviders::new);
    }

    OracleComparison(Supplier<OracleLedger> payers, Supplier<OracleProviders> providers) {
        this.payers = payers;
        this.providers = providers;
    }

    /**
     * How it went.
     *
     * @param difference the first one, shrunk; null when there was none
     */
    public record Report(
            long seed,
            long inputs,
            long lines,
            long nanos,
            Coverage coverage,
            @Nullable Difference difference) {
        public long inputsPerSecond() {
            return Math.round(inputs * 1e9 / Math.max(1, nanos));
        }
    }

    /** Compares at least that many inputs, or up to the first difference. */
    public Report run(long seed, long inputs) {
        long start = System.nanoTime();
        Coverage coverage = new Coverage();
        long done = 0;
        long lines = 0;
        for (long run = 0; done < inputs; run++) {
            Duel duel = new Duel(payers.get(), providers.get(), coverage, false);
            List<Step> steps = new ArrayList<>();
            long runSeed = seed + run;
            if (differs(duel, new Steps(runSeed, duel), steps)) {
                Difference difference = new Shrinking(payers, providers).shrink(runSeed, steps);
                return new Report(seed, done + steps.size(), lines, System.nanoTime() - start, coverage, difference);
            }
            done += steps.size();
            lines += duel.lineCount();
            coverage.addVisits(duel.payers.frame.visits());
            coverage.addVisits(duel.providers.frame.visits());
        }
        return new Report(seed, done, lines, System.nanoTime() - start, coverage, null);
    }

    private static boolean differs(Duel duel, Steps source, List<Step> steps) {
        for (int i = 0; i < STEPS_PER_RUN; i++) {
            Step step = source.next();
            steps.add(step);
            if (duel.step(step).difference() != null) {
                return true;
            }
        }
        return duel.drain() != null;
    }
}
