package io.fluxledger.watch;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.runtime.Settings;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The watch as a service: nothing but health and metrics. */
public final class WatchMain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchMain.class);

    private final LogWatch log;
    private final ClusterWatch cluster;
    private final GasWatch gas;
    private final WatchGauges gauges;
    private final Looks looks;
    private final List<ChainsFile.Chain> chains;
    private final HttpService http;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(r -> new Thread(r, "watch-timer"));

    private WatchMain(WatchConfiguration configuration) {
        KafkaClients clients = new KafkaClients(
                configuration.bootstrap(), new EventSerde(new SchemaRegistryClient(configuration.registry())));
        Books books = new Books();
        Lanes lanes = new Lanes();
        Windows windows = new Windows(configuration.window(), TopicCatalog.PROVIDER_JOURNAL.partitions());
        Letters letters = new Letters();
        log = new LogWatch(clients, books, lanes, windows, letters, ServiceRunner::fatal);
        cluster = new ClusterWatch(clients);
        gas = new GasWatch(configuration.encrypted());
        chains = configuration.chains();
        Metrics metrics = new Metrics();
        gauges = new WatchGauges(metrics.registry(), Clock.systemUTC(), log, books, lanes, windows, letters);
        looks = new Looks(metrics.registry(), Clock.systemUTC());
        Health health = new Health();
        health.check("log", log::isCaughtUp);
        http = new HttpService(configuration.http(), health, metrics).start();
        log.start();
        long intervalMs = configuration.interval().toMillis();
        var _ = timer.scheduleWithFixedDelay(this::look, 0, intervalMs, TimeUnit.MILLISECONDS);
        LOG.info("watch on port {}", http.port());
    }

    /** Starts the service. */
    public static WatchMain start(Settings settings) {
        return new WatchMain(WatchConfiguration.from(settings));
    }

    public static void main(String[] args) {
        ServiceRunner.run("ledger-watch", args, WatchMain::start);
    }

    /** Port of health and metrics. */
    public int port() {
        return http.port();
    }

    private void look() {
        try {
            looks.look("log", gauges::log);
            if (!looks.look("groups", () -> gauges.lags(cluster.lags()))) {
                gauges.lags(new TreeMap<>());
            }
            for (ChainsFile.Chain chain : chains) {
                if (!looks.look("gas on " + chain.name(), () -> gauges.gas(chain.name(), gas.look(chain)))) {
                    gauges.gas(chain.name(), new TreeMap<>());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        http.close();
        log.close();
        cluster.close();
    }
}
