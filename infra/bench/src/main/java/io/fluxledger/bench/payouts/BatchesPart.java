package io.fluxledger.bench.payouts;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.stream.LedgerServers;
import java.util.List;

/** Settles the same receipts twice, the second time with a worker that is interrupted, and compares the batches. */
public final class BatchesPart implements Part {
    private static final int RECEIPTS = 10_000_000;
    private static final int QUICK_RECEIPTS = 100_000;

    @Override
    public String name() {
        return "batches";
    }

    @Override
    public String description() {
        return "10 million receipts settled twice: the same batches";
    }

    @Override
    public List<Figure> run(BenchRun run) {
        int receipts = run.options().choose(QUICK_RECEIPTS, RECEIPTS);
        try (LedgerServers servers = LedgerServers.start(run, "batches");
                SettledReceipts once =
                        new SettledReceipts(servers.serde(), run.options().seed(), receipts, false);
                SettledReceipts again =
                        new SettledReceipts(servers.serde(), run.options().seed(), receipts, true)) {
            long begunNs = System.nanoTime();
            String first = once.settle();
            double seconds = (System.nanoTime() - begunNs) / 1e9;
            run.progress("%,d receipts settled in %.1f s".formatted(receipts, seconds));
            String second = again.settle();
            return List.of(
                    Figure.of("batches_identical", first.equals(second) ? 1 : 0, "boolean")
                            .withTarget(Target.atLeast(1))
                            .against(
                                    "%,d receipts in %d windows, %,d records about batches, SHA-256 %s…; the second time the worker is a new one after every step and the partitions are folded in the other order"
                                            .formatted(
                                                    receipts,
                                                    SettledReceipts.WINDOWS,
                                                    once.records(),
                                                    first.substring(0, 16))),
                    Figure.of("receipts_settled_per_s", receipts / seconds, "receipts/s")
                            .against("folded on one core, with hashes, windows and batches"));
        }
    }
}
