package io.fluxledger.bench.scale;

import io.fluxledger.bench.Bench;
import java.util.List;

/** {@code ./ledger bench scale}: several instances on three brokers, everything replicated three times. */
public final class ScaleBench {
    private ScaleBench() {}

    /** The bench with its parts, in the order of running. */
    public static Bench create() {
        return new Bench(
                "scale",
                "1, 2 and 4 streams instances on three brokers; joining, leaving, restarts, a broker's death",
                List.of(new ThroughputPart(), new DisturbancesPart()));
    }
}
