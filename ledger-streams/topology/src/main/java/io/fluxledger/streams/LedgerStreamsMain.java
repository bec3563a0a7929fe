package io.fluxledger.streams;

import io.fluxledger.rules.CorruptionException;
import io.fluxledger.rules.UnknownRulesVersionException;
import io.fluxledger.runtime.Durability;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.runtime.Settings;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.SchemaRegistryClient.RegistryRefusedException;
import io.fluxledger.schemas.SchemaRegistryClient.RegistryUnavailableException;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.streams.query.QueryRoutes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams service: both folds, the clock, and queries of their state. */
public final class LedgerStreamsMain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerStreamsMain.class);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final List<TopicSpec> FOLDED = List.of(
            TopicCatalog.LEDGER_INPUTS,
            TopicCatalog.LEDGER_JOURNAL,
            TopicCatalog.LEDGER_BALANCES,
            TopicCatalog.PROVIDER_INPUTS,
            TopicCatalog.PROVIDER_JOURNAL,
            TopicCatalog.PROVIDER_USAGE);

    private final Quarantine quarantine;
    private final KafkaStreams streams;
    private final ClockTicker ticker;
    private final RefundRelay relay;
    private final HttpService http;

    private LedgerStreamsMain(StreamsConfiguration configuration) {
        EventSerde serde = new EventSerde(new SchemaRegistryClient(configuration.registry()));
        KafkaClients clients = new KafkaClients(configuration.bootstrap(), serde);
        // Until the clients are made nothing depends on it, and an instance that starts again is waited for.
        FutureTask<?> durable = new FutureTask<>(() -> Durability.require(clients, TopicCatalog.names()), null);
        Thread.ofPlatform().name("durability").start(durable);
        Thread.ofPlatform().name("schemas").daemon().start(() -> lookUpSchemas(serde));
        quarantine = new Quarantine(clients, serde);
        streams = new KafkaStreams(
                LedgerTopology.build(serde, quarantine),
                configuration.kafka(),
                new InstanceClients(configuration.applicationId(), configuration.instanceId()));
        streams.setUncaughtExceptionHandler(failure -> onFailure(quarantine, failure));
        Health health = new Health();
        health.check("streams", () -> streams.state() == KafkaStreams.State.RUNNING);
        health.check("invariants", () -> quarantine.breach().isEmpty());
        Metrics metrics = new Metrics();
        Gauge.builder("ledger.invariant.broken", quarantine, q -> q.breach().isPresent() ? 1 : 0)
                .description("1 when an input has broken an invariant: a partition stands still until it is set aside")
                .register(metrics.registry());
        new KafkaStreamsMetrics(streams).bindTo(metrics.registry());
        RestoreClock restoring = new RestoreClock();
        streams.setGlobalStateRestoreListener(restoring);
        restoring.bindTo(metrics.registry());
        http = new HttpService(configuration.http(), health, metrics);
        new QueryRoutes(streams, configuration.advertised()).addTo(http);
        startWhen(durable);
        ticker = new ClockTicker(clients, this::foldedPartitions, configuration.tickInterval());
        relay = new RefundRelay(clients, configuration.applicationId() + "-refunds");
        http.start();
        LOG.info("streams {} on port {}", configuration.instanceId(), http.port());
    }

    /** Folds nothing before the task has ended well. */
    private void startWhen(FutureTask<?> task) {
        try {
            task.get();
            streams.start();
        } catch (ExecutionException e) {
            streams.close(STOP);
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            streams.close(STOP);
            throw new IllegalStateException("stopped while starting", e);
        }
    }

    /** Before the first records need them; what the registry does not tell now is asked again then. */
    private static void lookUpSchemas(EventSerde serde) {
        try {
            FOLDED.forEach(serde::lookUp);
        } catch (RegistryUnavailableException | RegistryRefusedException e) {
            LOG.info("schemas are looked up when they are needed: {}", e.getMessage());
        }
    }

    /** Starts the service. */
    public static LedgerStreamsMain start(Settings settings) {
        return new LedgerStreamsMain(StreamsConfiguration.from(settings));
    }

    public static void main(String[] args) {
        ServiceRunner.run("ledger-streams", args, LedgerStreamsMain::start);
    }

    /** Port of the query API. */
    public int port() {
        return http.port();
    }

    private Set<Integer> foldedPartitions() {
        if (!streams.state().isRunningOrRebalancing()) {
            return Set.of();
        }
        return streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .flatMap(task -> task.topicPartitions().stream())
                .filter(tp -> tp.topic().equals(TopicCatalog.LEDGER_INPUTS.name()))
                .map(org.apache.kafka.common.TopicPartition::partition)
                .collect(Collectors.toSet());
    }

    /** What may pass by itself is tried again; a broken invariant needs an operator, unknown rules a newer build. */
    private static StreamThreadExceptionResponse onFailure(Quarantine quarantine, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OrderedAsideException) {
                LOG.warn("{}; the thread begins anew", cause.getMessage());
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            }
            if (cause instanceof CorruptionException && quarantine.breach().isPresent()) {
                stop(quarantine, quarantine.breach().get());
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
            if (cause instanceof CorruptionException || cause instanceof UnknownRulesVersionException) {
                ServiceRunner.fatal(cause);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        }
        LOG.error("stream thread failed and is replaced: {}", failure.getMessage(), failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** Folds no further, but lives on, so that health and metrics say why; ends when it may go on from the log. */
    private static void stop(Quarantine quarantine, Breach breach) {
        LOG.error("{}", breach.describe());
        quarantine.onOrder(
                breach,
                () -> ServiceRunner.fatal(new IllegalStateException("the order to set the input aside is there;"
                        + " ending, to be started again and go on behind it")));
    }

    @Override
    public void close() {
        ticker.close();
        relay.close();
        http.close();
        streams.close(STOP);
    }
}
