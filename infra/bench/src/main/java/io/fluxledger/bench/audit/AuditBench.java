package io.fluxledger.bench.audit;

import io.fluxledger.bench.Bench;
import java.util.List;

/** {@code ./ledger bench audit}: what auditors get. */
public final class AuditBench {
    private AuditBench() {}

    /** The bench with its parts, in the order of running. */
    public static Bench create() {
        return new Bench(
                "audit",
                "the projection and its questions",
                List.of(new ProjectorPart(), new HistoryPart(), new LivePart()));
    }
}
