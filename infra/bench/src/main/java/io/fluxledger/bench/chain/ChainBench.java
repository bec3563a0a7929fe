package io.fluxledger.bench.chain;

import io.fluxledger.bench.Bench;
import java.util.List;

/** {@code ./ledger bench chain}: transactions that are never lost and never sent twice, and how quick that is. */
public final class ChainBench {
    private ChainBench() {}

    /** The bench with its parts, in the order of running. */
    public static Bench create() {
        return new Bench(
                "chain",
                "the chain relayer on an EVM node, and simulated faults of nodes and processes",
                List.of(new SchedulesPart(), new SpeedPart(), new MinedPart(), new RestartPart()));
    }
}
