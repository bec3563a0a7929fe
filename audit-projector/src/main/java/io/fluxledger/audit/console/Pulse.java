package io.fluxledger.audit.console;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How many records are projected each second, and news that there is something new. Costs a look at a counter a second; while
 * nothing happens and the drawing stands still, nobody is told anything.
 */
final class Pulse implements AutoCloseable {
    static final int SECONDS = 120;

    private final LongSupplier projected;
    private final ScheduledExecutorService timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final ArrayDeque<Long> rates = new ArrayDeque<>(SECONDS);
    private long seen;
    // At most one more each second: a service that starts anew is ahead of every page that an earlier one showed.
    private long version = System.currentTimeMillis();
    private boolean closed;

    /** @param projected records projected so far */
    Pulse(LongSupplier projected) {
        this.projected = projected;
        this.seen = projected.getAsLong();
        for (int i = 0; i < SECONDS; i++) {
            rates.add(0L);
        }
        this.timer = Executors.newSingleThreadScheduledExecutor(
                work -> Thread.ofPlatform().name("console-pulse").daemon().unstarted(work));
        var _ = timer.scheduleAtFixedRate(this::beat, 1, 1, TimeUnit.SECONDS);
    }

    /** One second has gone by. */
    void beat() {
        lock.lock();
        try {
            long now = projected.getAsLong();
            boolean still = rates.stream().allMatch(rate -> rate == 0);
            rates.removeFirst();
            rates.addLast(Math.max(0, now - seen));
            seen = now;
            if (!still || rates.getLast() > 0) {
                version++;
                news.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Records of each of the last seconds, the latest last. */
    List<Long> rates() {
        lock.lock();
        try {
            return new ArrayList<>(rates);
        } finally {
            lock.unlock();
        }
    }

    long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a version after the given one, at most for a time; the version there is then. */
    long await(long known, Duration most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = most.toNanos();
            while (version <= known && !closed && left > 0) {
                left = news.awaitNanos(left);
            }
            return version;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        lock.lock();
        try {
            closed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
