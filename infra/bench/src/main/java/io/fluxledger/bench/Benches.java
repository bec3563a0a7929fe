package io.fluxledger.bench;

import io.fluxledger.bench.audit.AuditBench;
import io.fluxledger.bench.chain.ChainBench;
import io.fluxledger.bench.intake.IntakeBench;
import io.fluxledger.bench.ledger.LedgerBench;
import io.fluxledger.bench.payouts.PayoutsBench;
import io.fluxledger.bench.scale.ScaleBench;
import io.fluxledger.bench.storm.StormBench;
import java.util.List;
import java.util.Optional;

/** Every bench by name. */
public final class Benches {
    private static final List<Bench> ALL = List.of(
            LedgerBench.create(),
            StormBench.create(),
            ScaleBench.create(),
            IntakeBench.create(),
            ChainBench.create(),
            PayoutsBench.create(),
            AuditBench.create());

    private Benches() {}

    public static List<Bench> all() {
        return ALL;
    }

    public static Optional<Bench> byName(String name) {
        return ALL.stream().filter(b -> b.name().equals(name)).findFirst();
    }
}
