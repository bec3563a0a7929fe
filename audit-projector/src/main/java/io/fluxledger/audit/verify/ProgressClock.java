package io.fluxledger.audit.verify;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts what several threads do, and tells it once a second. */
final class ProgressClock implements AutoCloseable {
    private static final double NANOS_PER_S = 1e9;

    private final LongAdder inputs = new LongAdder();
    private final AtomicInteger partitionsDone = new AtomicInteger();
    private final long allInputs;
    private final int partitions;
    private final long startNanos = System.nanoTime();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("verify-progress").unstarted(work));

    ProgressClock(Verification.Progress progress, long allInputs, int partitions) {
        this.allInputs = allInputs;
        this.partitions = partitions;
        var _ = timer.scheduleAtFixedRate(() -> progress.at(state()), 1, 1, TimeUnit.SECONDS);
    }

    private Verification.Progress.State state() {
        long done = inputs.sum();
        double seconds = (System.nanoTime() - startNanos) / NANOS_PER_S;
        return new Verification.Progress.State(done, allInputs, done / seconds, partitionsDone.get(), partitions);
    }

    LongAdder inputs() {
        return inputs;
    }

    void partitionDone() {
        partitionsDone.incrementAndGet();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
