package io.fluxledger.relayer;

import io.fluxledger.relayer.config.RelayerSettings;
import io.fluxledger.relayer.send.LaneAlarm;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.runtime.Settings;
import io.micrometer.core.instrument.Gauge;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chain relayer as a process. */
public final class RelayerMain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayerMain.class);

    private final Relayer relayer;
    private final HttpService http;

    private RelayerMain(RelayerSettings settings) {
        relayer = new Relayer(
                settings.relayer(),
                settings.routes(),
                settings.treasury(),
                settings.operator(),
                settings.privately(),
                Clock.systemUTC());
        Health health = new Health();
        health.check("relayer", relayer::isReady);
        Metrics metrics = new Metrics();
        Gauge.builder("fluxledger.relayer.open.commands", relayer, Relayer::openCommands)
                .description("Commands whose outcome is not out yet")
                .register(metrics.registry());
        for (LaneAlarm.Kind kind : LaneAlarm.Kind.values()) {
            Gauge.builder("fluxledger.relayer.lane.alarms", relayer, running -> alarms(running, kind))
                    .tag("kind", kind.name())
                    .description("Lanes that a person must look at")
                    .register(metrics.registry());
        }
        http = new HttpService(settings.http(), health, metrics);
        relayer.addRoutes(http, metrics);
        http.start();
        LOG.info("relayer {} on port {}", settings.relayer().instance(), http.port());
    }

    private static long alarms(Relayer relayer, LaneAlarm.Kind kind) {
        return relayer.alarms().values().stream()
                .filter(alarms -> alarms.stream().anyMatch(alarm -> alarm.kind() == kind))
                .count();
    }

    /** Starts the service. */
    public static RelayerMain start(Settings settings) {
        return new RelayerMain(RelayerSettings.from(settings));
    }

    public static void main(String[] args) {
        ServiceRunner.run("chain-relayer", args, RelayerMain::start);
    }

    /** Port of health and metrics. */
    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.close();
        relayer.close();
    }
}
