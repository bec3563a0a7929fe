package io.fluxledger.audit.project;

import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.SchemaRegistryClient.RegistryUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics from where PostgreSQL stands: threads with partitions of their own, no consumer group. An outage of
 * the database or the registry is waited out; anything else stops it through the given handler.
 */
public final class Projector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Projector.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Projection projection;
    private final Consumer<Throwable> onFailure;
    private final Pace pace;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Worker> workers = new ArrayList<>();
    private final Map<TopicPartition, Long> lags = new ConcurrentHashMap<>();
    private final Counter projected;
    private final Timer transactions;

    /** @param onFailure told once per thread that gives up */
    public Projector(
            Projection projection,
            KafkaClients kafka,
            int threads,
            int maxRecords,
            MeterRegistry metrics,
            Consumer<Throwable> onFailure) {
        this(projection, kafka, threads, maxRecords, metrics, onFailure, Pace.FULL);
    }

    Projector(
            Projection projection,
            KafkaClients kafka,
            int threads,
            int maxRecords,
            MeterRegistry metrics,
            Consumer<Throwable> onFailure,
            Pace pace) {
        this.projection = projection;
        this.onFailure = onFailure;
        this.pace = pace;
        this.projected = metrics.counter("fluxledger.audit.records");
        this.transactions = metrics.timer("fluxledger.audit.transactions");
        List<TopicPartition> all = Projection.partitions();
        for (int i = 0; i < threads; i++) {
            List<TopicPartition> mine = new ArrayList<>();
            for (int p = i; p < all.size(); p += threads) {
                mine.add(all.get(p));
            }
            workers.add(new Worker("audit-projector-" + i, mine, kafka, maxRecords, metrics));
        }
    }

    /** Starts the threads. */
    public Projector start() {
        workers.forEach(w -> w.thread.start());
        return this;
    }

    /** Whether every thread follows its partitions. */
    public boolean isFollowing() {
        return workers.stream().allMatch(w -> w.following && w.thread.isAlive());
    }

    /** Records projected since the start. */
    public long projected() {
        return (long) projected.count();
    }

    /** Records of each partition that are still to be projected, where the end is known. */
    public Map<TopicPartition, Long> lags() {
        return Map.copyOf(lags);
    }

    @Override
    public void close() {
        stopping.countDown();
        workers.forEach(w -> w.consumer.wakeup());
        for (Worker worker : workers) {
            try {
                if (!worker.thread.join(STOP)) {
                    LOG.warn("{} did not stop within {}", worker.thread.getName(), STOP);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private final class Worker implements Runnable {
        final Thread thread;
        final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer;
        final KafkaClientMetrics clientMetrics;
        final List<TopicPartition> partitions;
        volatile boolean following;

        Worker(
                String name,
                List<TopicPartition> partitions,
                KafkaClients kafka,
                int maxRecords,
                MeterRegistry metrics) {
            this.partitions = partitions;
            // The place to go on from is PostgreSQL's alone: a log that does not have it is another log.
            consumer =
                    kafka.rawConsumer(name, true, Map.of("auto.offset.reset", "none", "max.poll.records", maxRecords));
            clientMetrics = new KafkaClientMetrics(consumer);
            clientMetrics.bindTo(metrics);
            thread = Thread.ofPlatform().name(name).unstarted(this);
        }

        @Override
        public void run() {
            try (consumer;
                    clientMetrics) {
                seek();
                while (!isStopping()) {
                    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                    following = true;
                    if (!records.isEmpty()) {
                        apply(records);
                    }
                    for (TopicPartition partition : partitions) {
                        consumer.currentLag(partition).ifPresent(lag -> lags.put(partition, lag));
                    }
                }
            } catch (WakeupException e) {
                if (!isStopping()) {
                    onFailure.accept(e);
                }
            } catch (SQLException | RuntimeException e) {
                LOG.error("projection stopped: {}", e.getMessage());
                onFailure.accept(e);
            } finally {
                following = false;
            }
        }

        private void seek() throws SQLException {
            Map<TopicPartition, Long> applied = patiently(() -> projection.appliedOffsets(partitions));
            if (applied == null) {
                return;
            }
            consumer.assign(partitions);
            applied.forEach((partition, offset) -> consumer.seek(partition, offset + 1));
        }

        private void apply(ConsumerRecords<String, byte[]> records) throws SQLException {
            List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>(records.count());
            records.forEach(batch::add);
            long startedNanos = System.nanoTime();
            Integer applied = patiently(() -> projection.apply(batch));
            Duration worked = Duration.ofNanos(System.nanoTime() - startedNanos);
            transactions.record(worked);
            projected.increment(applied == null ? 0 : applied);
            waitOrStop(pace.rest(worked));
        }

        /** Null when the projector was told to stop meanwhile. */
        private <T> @Nullable T patiently(Step<T> step) throws SQLException {
            while (!isStopping()) {
                try {
                    return step.run();
                } catch (SQLException e) {
                    if (!isPassing(e)) {
                        throw e;
                    }
                    pause(e);
                } catch (RegistryUnavailableException e) {
                    pause(e);
                }
            }
            return null;
        }

        private void pause(Exception cause) {
            following = false;
            LOG.warn("projection waits: {}", cause.getMessage());
            waitOrStop(PAUSE);
        }

        private void waitOrStop(Duration time) {
            try {
                if (stopping.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                    LOG.debug("stopped while waiting");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface Step<T> {
        T run() throws SQLException;
    }

    /** Connection lost, server going down or coming up, deadlock or serialization failure: try again. */
    static boolean isPassing(SQLException e) {
        String state = e.getSQLState();
        return e instanceof java.sql.SQLTransientException
                || (state != null
                        && (state.startsWith("08")
                                || state.startsWith("40")
                                || state.startsWith("53")
                                || state.startsWith("57P")));
    }
}
