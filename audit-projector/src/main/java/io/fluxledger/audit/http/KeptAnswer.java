package io.fluxledger.audit.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that others have to work for: made once for all who ask meanwhile, and kept for a while. */
final class KeptAnswer implements Supplier<Map<String, Object>> {
    private final Supplier<Map<String, Object>> source;
    private final long freshNanos;
    private final LongSupplier clockNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Map<String, Object> answer;
    private long madeNanos;

    /** @param fresh how long an answer is given again */
    KeptAnswer(Supplier<Map<String, Object>> source, Duration fresh, LongSupplier clockNanos) {
        this.source = source;
        this.freshNanos = fresh.toNanos();
        this.clockNanos = clockNanos;
    }

    @Override
    public Map<String, Object> get() {
        lock.lock();
        try {
            Map<String, Object> kept = answer;
            if (kept == null || clockNanos.getAsLong() - madeNanos >= freshNanos) {
                kept = source.get();
                answer = kept;
                madeNanos = clockNanos.getAsLong();
            }
            return kept;
        } finally {
            lock.unlock();
        }
    }
}
