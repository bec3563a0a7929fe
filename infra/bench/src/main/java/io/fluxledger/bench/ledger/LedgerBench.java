package io.fluxledger.bench.ledger;

import io.fluxledger.bench.Bench;
import java.util.List;

/** {@code ./ledger bench ledger}: everything that is measured of the ledger's core. */
public final class LedgerBench {
    private LedgerBench() {}

    /** The bench with its parts, in the order of running. */
    public static Bench create() {
        return new Bench("ledger", "the ledger core: fold, codec, stream, answers", List.of());
    }
}
