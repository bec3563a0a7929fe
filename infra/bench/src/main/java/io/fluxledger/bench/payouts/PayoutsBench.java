package io.fluxledger.bench.payouts;

import io.fluxledger.bench.Bench;
import java.util.List;

/** {@code ./ledger bench payouts}: private payouts. */
public final class PayoutsBench {
    private PayoutsBench() {}

    /** The bench with its parts, in the order of running. */
    public static Bench create() {
        return new Bench(
                "payouts",
                "private payouts: proofs by real circuits, on chain",
                List.of(new ProverPart(), new GasPart(), new BatchPart(), new WindowsPart(), new BatchesPart()));
    }
}
