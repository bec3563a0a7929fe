package io.fluxledger.settlement;

import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.settlement.config.SettlementConfig;
import io.fluxledger.settlement.http.SettlementRoutes;
import io.fluxledger.settlement.schedule.WindowBoundaries;
import io.fluxledger.settlement.schedule.WindowTicker;
import io.fluxledger.settlement.track.BatchRunner;
import io.fluxledger.settlement.track.SettlementPublisher;
import io.fluxledger.settlement.track.SettlementState;
import io.fluxledger.settlement.track.TopicFollower;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker: one thread follows the topics, closes windows and drives batches; HTTP reads what it knows. It keeps
 * nothing of its own, so a new one takes over from the topics.
 */
public final class SettlementWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementWorker.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration TICK_RETRY = Duration.ofSeconds(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final String CLIENT = "settlement-worker";

    private final TopicFollower follower;
    private final WindowTicker ticker;
    private final BatchRunner batches;
    private final SettlementPublisher publisher;
    private final HttpService http;
    private final Consumer<Throwable> onFatal;
    private final Queue<CompletableFuture<Long>> closeRequests = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean ready;
    private volatile boolean stopping;

    private SettlementWorker(SettlementConfig config, KafkaClients kafka, Clock clock, Consumer<Throwable> onFatal) {
        this.onFatal = onFatal;
        this.thread = Thread.ofPlatform().name("settlement").unstarted(this::run);
        int partitions = TopicCatalog.PROVIDER_JOURNAL.partitions();
        SettlementState state = new SettlementState(partitions);
        follower = new TopicFollower(kafka.consumer(CLIENT, true, Map.of()), state);
        publisher = new SettlementPublisher(kafka.producer(CLIENT), clock);
        ticker = new WindowTicker(
                clock, WindowBoundaries.every(config.window()), TICK_RETRY, partitions, state, publisher);
        batches = new BatchRunner(state, config.terms(), publisher);
        Health health = new Health();
        health.check("settlement", () -> ready && !stopping);
        Metrics metrics = new Metrics();
        metrics.registry()
                .gauge(
                        "fluxledger.settlement.batches.unsettled",
                        state,
                        s -> s.unsettled().size());
        http = new HttpService(config.http(), health, metrics);
        new SettlementRoutes(state, () -> ready, this::closeNow).addTo(http);
    }

    /**
     * Starts a worker.
     *
     * @param onFatal told when the worker cannot go on; it has stopped by then
     */
    public static SettlementWorker start(SettlementConfig config, Clock clock, Consumer<Throwable> onFatal) {
        EventSerde serde = new EventSerde(new SchemaRegistryClient(config.registry()));
        return start(config, new KafkaClients(config.bootstrap(), serde), clock, onFatal);
    }

    static SettlementWorker start(
            SettlementConfig config, KafkaClients kafka, Clock clock, Consumer<Throwable> onFatal) {
        SettlementWorker worker = new SettlementWorker(config, kafka, clock, onFatal);
        worker.http.start();
        worker.thread.start();
        return worker;
    }

    /** The bound HTTP port. */
    public int port() {
        return http.port();
    }

    private CompletableFuture<Long> closeNow() {
        CompletableFuture<Long> windowEndMs = new CompletableFuture<>();
        closeRequests.add(windowEndMs);
        return windowEndMs;
    }

    private void run() {
        try (follower;
                publisher) {
            while (!stopping) {
                follower.poll(POLL);
                if (follower.isCaughtUp()) {
                    step();
                }
            }
        } catch (Throwable e) {
            if (stopping) {
                LOG.info("stopped in the middle of a call", e);
            } else {
                stopping = true;
                onFatal.accept(e);
            }
        }
    }

    private void step() {
        if (!ready) {
            LOG.info("caught up with the topics");
            ready = true;
        }
        CompletableFuture<Long> request = closeRequests.poll();
        while (request != null) {
            request.complete(ticker.closeNow());
            request = closeRequests.poll();
        }
        ticker.step();
        batches.step();
    }

    @Override
    public void close() {
        stopping = true;
        http.close();
        try {
            if (!thread.join(STOP_TIMEOUT)) {
                LOG.warn("the worker's thread did not end within {}, interrupting it", STOP_TIMEOUT);
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            LOG.warn("interrupted before the worker's thread had ended");
            Thread.currentThread().interrupt();
        }
    }
}
