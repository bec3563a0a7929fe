package io.fluxledger.bench.audit;

import io.fluxledger.audit.project.Projection;
import io.fluxledger.audit.project.Projector;
import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.stream.FoldedInputs;
import io.fluxledger.bench.stream.InputRecords;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.bench.stream.Preload;
import io.fluxledger.bench.stream.StreamsService;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.runtime.KafkaClients;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Calls on a broker of their own, folded by the shipped streams service, which is stopped by then. */
final class CallLog implements AutoCloseable {
    static final int THREADS = 2;

    private static final String STREAMS_GROUP = "fluxledger-streams";
    private static final int ACCOUNTS = 5_000;
    private static final int MAX_RECORDS = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final long PAUSE_NANOS = 5_000_000;
    private static final long RECORDS_A_LINE = 1_000_000;
    private static final double NANOS_PER_S = 1e9;

    private final BenchRun run;
    private final LedgerServers servers;
    private final LedgerServers.Broker broker;
    private final KafkaClients clients;
    private final long records;

    private CallLog(BenchRun run, LedgerServers servers, LedgerServers.Broker broker, int inputs)
            throws IOException, ExecutionException, InterruptedException {
        this.run = run;
        this.servers = servers;
        this.broker = broker;
        this.clients = new KafkaClients(broker.bootstrap(), servers.serde());
        WorkloadShape shape = WorkloadShape.uniform(run.options().seed(), ACCOUNTS);
        Preload preload = Preload.fill(broker.bootstrap(), new InputRecords(servers.serde(), shape), inputs);
        try (StreamsService streams = StreamsService.start(run, servers, broker, Map.of("tick.interval", "PT1H"))) {
            run.progress("%,d inputs on the log, the stream folds them".formatted(preload.records()));
            FoldedInputs.await(clients, STREAMS_GROUP, streams.program(), PATIENCE);
        }
        this.records = count();
        run.progress("%,d records to project".formatted(records));
    }

    /**
     * Fills a log and waits until it is folded.
     *
     * @param name directory of the servers in the run's directory
     * @param inputs steps of calls; a third more are the records to project
     */
    static CallLog fill(BenchRun run, String name, int inputs)
            throws IOException, ExecutionException, InterruptedException {
        LedgerServers servers = LedgerServers.start(run, name);
        LedgerServers.Broker broker = servers.newBroker();
        try {
            return new CallLog(run, servers, broker, inputs);
        } catch (IOException | ExecutionException | InterruptedException | RuntimeException e) {
            broker.close();
            servers.close();
            throw e;
        }
    }

    /** Records that a generation is made of. */
    long records() {
        return records;
    }

    private long count() {
        long found = 0;
        try (Consumer<byte[], byte[]> consumer =
                clients.byteConsumer("bench-count", true, Map.of("max.poll.records", 10_000))) {
            List<TopicPartition> partitions = Projection.partitions();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                found += consumer.poll(Duration.ofSeconds(1)).count();
            }
        }
        return found;
    }

    /** Projects all records, from the first offset on; seconds. */
    double project(Generation into) {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Counter projected = metrics.counter("fluxledger.audit.records");
        long told = 0;
        long begun = System.nanoTime();
        try (Projector projector = new Projector(
                new Projection(into.database().source(), clients.serde()),
                clients,
                THREADS,
                MAX_RECORDS,
                metrics,
                failure::set)) {
            projector.start();
            while (projected.count() < records) {
                Throwable cause = failure.get();
                if (cause != null) {
                    throw new IllegalStateException("the projector stopped", cause);
                }
                if (projected.count() >= told + RECORDS_A_LINE) {
                    told += RECORDS_A_LINE;
                    run.progress("%,d of %,d records projected".formatted(told, records));
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return (System.nanoTime() - begun) / NANOS_PER_S;
        }
    }

    @Override
    public void close() throws IOException {
        broker.close();
        servers.close();
    }
}
