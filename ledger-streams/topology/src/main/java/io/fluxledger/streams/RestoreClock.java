package io.fluxledger.streams;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long this instance has been restoring state, and how much: from the first partition that begins to the last that
 * ends, several rebalances added up.
 */
final class RestoreClock implements StateRestoreListener {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreClock.class);
    private static final double NANOS_PER_S = 1e9;

    private final Set<TopicPartition> restoring = new HashSet<>();
    private long begunNanos;
    private long spentNanos;
    private long records;

    /** Shows both as gauges. */
    void bindTo(MeterRegistry registry) {
        Gauge.builder("fluxledger.restore.seconds", this, RestoreClock::seconds)
                .description("Time spent restoring state from the change logs since the start")
                .register(registry);
        Gauge.builder("fluxledger.restore.records", this, RestoreClock::restored)
                .description("Records of the change logs restored since the start")
                .register(registry);
    }

    synchronized double seconds() {
        long running = restoring.isEmpty() ? 0 : System.nanoTime() - begunNanos;
        return (spentNanos + running) / NANOS_PER_S;
    }

    synchronized long restored() {
        return records;
    }

    @Override
    public synchronized void onRestoreStart(TopicPartition partition, String store, long from, long to) {
        if (restoring.isEmpty()) {
            begunNanos = System.nanoTime();
        }
        restoring.add(partition);
    }

    @Override
    public synchronized void onBatchRestored(TopicPartition partition, String store, long to, long count) {
        records += count;
    }

    @Override
    public synchronized void onRestoreEnd(TopicPartition partition, String store, long count) {
        ended(partition);
    }

    @Override
    public synchronized void onRestoreSuspended(TopicPartition partition, String store, long count) {
        ended(partition);
    }

    private void ended(TopicPartition partition) {
        if (restoring.remove(partition) && restoring.isEmpty()) {
            spentNanos += System.nanoTime() - begunNanos;
            LOG.info("state restored: {} records in {} s since the start", records, seconds());
        }
    }
}
