package io.fluxledger.bench.storm;

import io.fluxledger.bench.Bench;
import java.util.List;

/** {@code ./ledger bench storm}: what clients are told while streams processes are killed. */
public final class StormBench {
    private StormBench() {}

    /** The bench with its parts, in the order of running. */
    public static Bench create() {
        return new Bench(
                "storm",
                "answers given before their commit, while streams processes are killed",
                List.of(new KillsPart(), new TakeoverPart()));
    }
}
