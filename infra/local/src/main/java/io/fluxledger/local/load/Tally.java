package io.fluxledger.local.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts of a running load; safe for use by many threads. */
final class Tally {
    static final String CALL = "call";
    static final String LOCK = "lock";
    static final String RECEIPT = "receipt";
    static final String SETTLE = "settle";

    private static final long HIGHEST_MICROS = 600_000_000;

    private final AtomicLong done = new AtomicLong();
    private final AtomicLong retried = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong pricedNanos = new AtomicLong();
    private final AtomicLong answeredNanos = new AtomicLong();
    private final Map<String, Long> rejected = new TreeMap<>();
    private final Map<String, Histogram> latency = new LinkedHashMap<>();

    Tally() {
        for (String step : new String[] {LOCK, RECEIPT, SETTLE, CALL}) {
            latency.put(step, new ConcurrentHistogram(HIGHEST_MICROS, 3));
        }
    }

    void took(String step, long startNs) {
        Histogram histogram = latency.get(step);
        if (histogram != null) {
            histogram.recordValue(Math.clamp((System.nanoTime() - startNs) / 1000, 0, HIGHEST_MICROS));
        }
    }

    void settled(long priceNanos, long usedNanos) {
        settled.incrementAndGet();
        pricedNanos.addAndGet(priceNanos);
        answeredNanos.addAndGet(usedNanos);
    }

    void rejected(String step, String code) {
        synchronized (rejected) {
            rejected.merge(step + " " + code, 1L, Long::sum);
        }
    }

    void retried() {
        retried.incrementAndGet();
    }

    void done() {
        done.incrementAndGet();
    }

    long doneSoFar() {
        return done.get();
    }

    LoadReport report(long elapsedMs, long capturedNanos, long lockedNanos) {
        synchronized (rejected) {
            return new LoadReport(
                    settled.get(),
                    new TreeMap<>(rejected),
                    retried.get(),
                    elapsedMs,
                    pricedNanos.get(),
                    answeredNanos.get(),
                    capturedNanos,
                    lockedNanos,
                    latency);
        }
    }
}
