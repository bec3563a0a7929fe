package io.fluxledger.bench.latency;

import io.fluxledger.bench.stream.InputRecords;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Submits inputs at fixed times whether or not earlier ones have been answered, and measures each answer from the time
 * at which its input ought to have been sent: what waits behind a stall counts with its whole wait.
 */
final class OpenLoop {
    private static final long HIGHEST_US = TimeUnit.MINUTES.toMicros(2);
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(2);

    private final Producer<byte[], byte[]> producer;
    private final InputRecords records;
    private final JournalReader journal;
    private final Map<InputKey, Long> dueNsByInput = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    OpenLoop(Producer<byte[], byte[]> producer, InputRecords records, JournalReader journal) {
        this.producer = producer;
        this.records = records;
        this.journal = journal;
    }

    /**
     * Runs for a while.
     *
     * @param unmeasuredS seconds at the same rate before it counts
     * @return microseconds from the intended time of sending to the answer
     * @throws IllegalStateException when an input was not written or not answered
     */
    Histogram run(int inputsPerS, int unmeasuredS, int measuredS) throws InterruptedException {
        Histogram latencies = new ConcurrentHistogram(HIGHEST_US, 3);
        long begunNs = System.nanoTime();
        long countsFromNs = begunNs + TimeUnit.SECONDS.toNanos(unmeasuredS);
        journal.listen((answered, seenNs) -> {
            Long dueNs = dueNsByInput.remove(answered);
            if (dueNs != null && dueNs >= countsFromNs) {
                latencies.recordValue(Math.clamp((seenNs - dueNs) / 1_000, 0, HIGHEST_US));
            }
        });
        long total = (long) inputsPerS * (unmeasuredS + measuredS);
        for (long i = 0; i < total; i++) {
            long dueNs = begunNs + i * 1_000_000_000L / inputsPerS;
            await(dueNs);
            ProducerRecord<byte[], byte[]> input = records.next();
            dueNsByInput.put(InputKey.of(input.value()), dueNs);
            var _ = producer.send(input, (metadata, e) -> {
                if (e != null) {
                    failure.set(e);
                }
            });
        }
        producer.flush();
        awaitAnswers();
        return latencies;
    }

    private static void await(long dueNs) {
        long leftNs = dueNs - System.nanoTime();
        while (leftNs > 0) {
            LockSupport.parkNanos(leftNs);
            leftNs = dueNs - System.nanoTime();
        }
    }

    private void awaitAnswers() {
        long untilNs = System.nanoTime() + PATIENCE_NS;
        while (!dueNsByInput.isEmpty() && failure.get() == null && System.nanoTime() < untilNs) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            journal.lines();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("an input was not written", failed);
        }
        if (!dueNsByInput.isEmpty()) {
            throw new IllegalStateException("%,d inputs were not answered".formatted(dueNsByInput.size()));
        }
    }
}
