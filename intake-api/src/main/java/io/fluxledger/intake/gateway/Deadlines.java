package io.fluxledger.intake.gateway;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends what takes longer than it may. One thread for all; what it runs must not block. */
final class Deadlines {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("upstream-deadlines").factory());

    Deadlines() {
        // Nearly all are cancelled: they would be kept until they are due.
        timer.setRemoveOnCancelPolicy(true);
    }

    /** A time limit that holds until it is closed. */
    static final class Limit implements AutoCloseable {
        private final Future<?> end;
        private volatile boolean passed;

        private Limit(ScheduledThreadPoolExecutor timer, Duration limit, Runnable cancel) {
            end = timer.schedule(
                    () -> {
                        passed = true;
                        cancel.run();
                    },
                    Math.max(0, limit.toNanos()),
                    TimeUnit.NANOSECONDS);
        }

        /** Whether the time was over before the end. */
        boolean hasPassed() {
            return passed;
        }

        @Override
        public void close() {
            end.cancel(false);
        }
    }

    /**
     * Begins to count.
     *
     * @param cancel what to do when the time is over
     */
    Limit in(Duration limit, Runnable cancel) {
        return new Limit(timer, limit, cancel);
    }
}
