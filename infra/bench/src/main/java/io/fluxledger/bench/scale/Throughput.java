package io.fluxledger.bench.scale;

import io.fluxledger.bench.cluster.Fleet;
import io.fluxledger.bench.cluster.LedgerCluster;
import io.fluxledger.bench.cluster.Tuning;
import io.fluxledger.bench.submit.Backlog;
import io.fluxledger.bench.submit.CallInputs;
import io.fluxledger.servers.Progress;
import io.fluxledger.servers.ServerFailedException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How fast a number of instances drains a backlog that was there before the clock starts. */
final class Throughput {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_NANOS = 20_000_000;
    private static final int PAYERS = 2_000;
    private static final int PROVIDERS = 100;

    private Throughput() {}

    /**
     * @param inputs folded
     * @param seconds it took
     */
    record Drained(long inputs, double seconds) {
        double perS() {
            return inputs / seconds;
        }
    }

    /**
     * Starts the instances, waits until they share the partitions, sends the inputs at full speed, and measures from the
     * last acknowledgement, with the sender idle, until the last of them is committed.
     */
    static Drained of(LedgerCluster cluster, int instances, Tuning tuning, int inputs, long seed, Progress progress) {
        try (Fleet fleet = new Fleet(cluster, tuning)) {
            for (int i = 0; i < instances; i++) {
                fleet.add();
            }
            fleet.awaitBalanced(PATIENCE);
            progress.step("%d instances share the partitions: %s".formatted(instances, fleet.partitionsByInstance()));
            CallInputs calls = new CallInputs(seed, PAYERS, PROVIDERS);
            // So that the code is compiled before it is measured.
            long folded = fleet.folded();
            Backlog.send(cluster.clients(), calls, inputs / 4);
            awaitFolded(fleet, folded + inputs / 4);
            long before = fleet.folded();
            Backlog.send(cluster.clients(), calls, inputs);
            long begun = System.nanoTime();
            long ahead = fleet.folded();
            awaitFolded(fleet, before + inputs);
            double seconds = (System.nanoTime() - begun) / 1e9;
            Drained drained = new Drained(before + inputs - ahead, seconds);
            progress.step("%d instances: %,d inputs in %.1f s".formatted(instances, drained.inputs(), seconds));
            return drained;
        }
    }

    private static void awaitFolded(Fleet fleet, long target) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (long folded = fleet.folded(); folded < target; folded = fleet.folded()) {
            if (System.nanoTime() > deadline) {
                throw new ServerFailedException("folded %d of %d inputs within %s".formatted(folded, target, PATIENCE));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
