package io.fluxledger.audit;

import io.fluxledger.audit.config.AuditConfiguration;
import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.http.AuditRoutes;
import io.fluxledger.audit.project.Projection;
import io.fluxledger.audit.project.Projector;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.runtime.Settings;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit service: the projection and its read API. */
public final class AuditMain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditMain.class);

    private final Database database;
    private final Projector projector;
    private final HttpService http;

    private AuditMain(AuditConfiguration configuration) {
        database = Database.migrated(configuration.database());
        EventSerde serde = new EventSerde(new SchemaRegistryClient(configuration.registry()));
        Metrics metrics = new Metrics();
        projector = new Projector(
                new Projection(database.source(), serde),
                new KafkaClients(configuration.bootstrap(), serde),
                configuration.projectorThreads(),
                configuration.projectorMaxRecords(),
                metrics.registry(),
                ServiceRunner::fatal);
        Health health = new Health();
        health.check("projector", projector::isFollowing);
        http = new HttpService(configuration.http(), health, metrics);
        new AuditRoutes(new AuditQueries(database.jdbi())).addTo(http);
        projector.start();
        http.start();
        LOG.info("audit of {} on port {}", configuration.database(), http.port());
    }

    /** Starts the service. */
    public static AuditMain start(Settings settings) {
        return new AuditMain(AuditConfiguration.from(settings));
    }

    public static void main(String[] args) {
        ServiceRunner.run("audit-projector", args, AuditMain::start);
    }

    /** Port of the read API. */
    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        projector.close();
        http.close();
        database.close();
    }
}
