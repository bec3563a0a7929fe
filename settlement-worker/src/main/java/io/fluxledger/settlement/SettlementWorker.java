package io.fluxledger.settlement;

import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.runtime.access.OperatorKey;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.settlement.config.SettlementConfig;
import io.fluxledger.settlement.http.IdentityWebhook;
import io.fluxledger.settlement.http.Lead;
import io.fluxledger.settlement.http.OnWorker;
import io.fluxledger.settlement.http.PayoutOrders;
import io.fluxledger.settlement.http.PortalRoutes;
import io.fluxledger.settlement.http.SettlementRoutes;
import io.fluxledger.settlement.notify.Message;
import io.fluxledger.settlement.page.PortalPage;
import io.fluxledger.settlement.track.SettlementState;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker: one thread takes part in the election and, while it leads, follows the topics, closes windows and drives batches;
 * HTTP reads what it knows. It keeps nothing of its own, so another one takes over from the topics.
 */
public final class SettlementWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementWorker.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_COUNTED = 1_000_000;

    private final SettlementConfig config;
    private final KafkaClients kafka;
    private final Clock clock;
    private final HttpService http;
    private final Consumer<Throwable> onFatal;
    private final Queue<Task<?>> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile @Nullable Lead lead;
    private volatile boolean stopping;

    private record Task<T>(Function<Lead, T> work, CompletableFuture<T> result) {
        void run(Lead lead) {
            try {
                result.complete(work.apply(lead));
            } catch (Throwable e) {
                result.completeExceptionally(e);
                throw e;
            }
        }

        void drop() {
            result.completeExceptionally(new IllegalStateException("the worker does not lead"));
        }
    }

    private SettlementWorker(SettlementConfig config, KafkaClients kafka, Clock clock, Consumer<Throwable> onFatal) {
        this.config = config;
        this.kafka = kafka;
        this.clock = clock;
        this.onFatal = onFatal;
        this.thread = Thread.ofPlatform().name("settlement").unstarted(this::run);
        Health health = new Health();
        health.check("settlement", () -> lead != null && !stopping);
        http = new HttpService(config.http(), health, metrics());
        addRoutes();
    }

    private Metrics metrics() {
        Metrics metrics = new Metrics();
        gauge(metrics, "fluxledger.settlement.batches.unsettled", Tags.empty(), SettlementState::open);
        gauge(
                metrics,
                "fluxledger.settlement.payouts.held",
                Tags.empty(),
                s -> s.held(MAX_COUNTED).size());
        for (Message.State of : Message.State.values()) {
            gauge(
                    metrics,
                    "fluxledger.settlement.notifications",
                    Tags.of("state", of.name().toLowerCase(Locale.ROOT)),
                    s -> s.outbox(box -> box.count(of)));
        }
        return metrics;
    }

    /** Of the worker that leads; the others say 0. */
    private void gauge(Metrics metrics, String name, Tags tags, ToDoubleFunction<SettlementState> count) {
        metrics.registry().gauge(name, tags, this, worker -> {
            Lead now = worker.lead;
            return now == null ? 0 : count.applyAsDouble(now.state());
        });
    }

    private void addRoutes() {
        Callers callers = config.access().callers();
        OperatorKey operator = new OperatorKey(config.access().operatorKeySha256(), callers);
        OnWorker worker = new OfThisWorker();
        new SettlementRoutes(worker).addTo(http, config.isOpen() ? UnaryOperator.identity() : operator::guard);
        new PayoutOrders(worker, callers, clock).addTo(http, operator);
        new IdentityWebhook(worker, config.identity().incoming(), clock).addTo(http);
        new PortalRoutes(worker, callers).addTo(http);
        new PortalPage().addTo(http);
    }

    private final class OfThisWorker implements OnWorker {
        @Override
        public Optional<Lead> lead() {
            return Optional.ofNullable(lead);
        }

        @Override
        public <T> CompletableFuture<T> call(Function<Lead, T> task) {
            CompletableFuture<T> result = new CompletableFuture<>();
            tasks.add(new Task<>(task, result));
            return result;
        }
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

    private void run() {
        try (Election election = new Election(kafka)) {
            while (!stopping) {
                election.poll(POLL);
                dropTasks();
                if (election.isWon()) {
                    leadWhileElected(election);
                }
            }
        } catch (Throwable e) {
            if (stopping) {
                LOG.info("stopped in the middle of a call", e);
            } else {
                stopping = true;
                onFatal.accept(e);
            }
        } finally {
            dropTasks();
        }
    }

    /** Leads as long as the election says so. Whoever is wrong about that fails at its next write. */
    private void leadWhileElected(Election election) {
        LOG.info("leads; reading the topics");
        try (Term term = new Term(config, kafka, clock)) {
            while (!stopping && election.isWon()) {
                if (term.follow(POLL)) {
                    step(term);
                }
                election.poll(Duration.ZERO);
            }
        } finally {
            lead = null;
            LOG.info("leads no longer");
        }
    }

    private void step(Term term) {
        if (lead == null) {
            LOG.info("caught up with the topics");
            lead = term.lead();
        }
        for (Task<?> task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run(term.lead());
        }
        term.step();
    }

    private void dropTasks() {
        for (Task<?> task = tasks.poll(); task != null; task = tasks.poll()) {
            task.drop();
        }
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
