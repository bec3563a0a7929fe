package io.fluxledger.audit;

import io.fluxledger.audit.access.ReadAccess;
import io.fluxledger.audit.access.Sessions;
import io.fluxledger.audit.availability.AvailTurbo;
import io.fluxledger.audit.availability.Publisher;
import io.fluxledger.audit.chain.ChainCalls;
import io.fluxledger.audit.config.AuditConfiguration;
import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.console.Console;
import io.fluxledger.audit.decrypt.AuditorReader;
import io.fluxledger.audit.decrypt.DecryptConfiguration;
import io.fluxledger.audit.decrypt.EncryptedReserves;
import io.fluxledger.audit.http.AuditRoutes;
import io.fluxledger.audit.http.DocumentRoutes;
import io.fluxledger.audit.http.Entrance;
import io.fluxledger.audit.http.ProofRoutes;
import io.fluxledger.audit.http.ReconciliationRoutes;
import io.fluxledger.audit.project.Projection;
import io.fluxledger.audit.project.Projector;
import io.fluxledger.audit.prove.ProofQueries;
import io.fluxledger.audit.prove.Sealer;
import io.fluxledger.audit.prove.TopicLines;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.runtime.Settings;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit service: the projection, its read API, and the batches that prove it. */
public final class AuditMain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditMain.class);

    private final Database database;
    private final Database reading;
    private final Projector projector;
    private final Sealer sealer;
    private final Optional<Publisher> publisher;
    private final TopicLines lines;
    private final Console console;
    private final Map<String, Set<String>> programs;
    private final HttpService http;
    private final Optional<AuditorReader> auditor;

    private AuditMain(AuditConfiguration configuration) {
        database = Database.migrated(configuration.database());
        reading = Database.reading(configuration.database(), configuration.readTimeout());
        EventSerde serde = new EventSerde(new SchemaRegistryClient(configuration.registry()));
        KafkaClients kafka = new KafkaClients(configuration.bootstrap(), serde);
        Metrics metrics = new Metrics();
        projector = new Projector(
                new Projection(database.source(), serde),
                kafka,
                configuration.projectorThreads(),
                configuration.projectorMaxRecords(),
                metrics.registry(),
                ServiceRunner::fatal);
        List<ChainCalls> chains = configuration
                .chains()
                .map(file -> file.chains().stream().map(ChainCalls::new).toList())
                .orElse(List.of());
        sealer = new Sealer(
                database.jdbi(),
                kafka,
                home(configuration.chains()),
                configuration.seal(),
                metrics.registry(),
                ServiceRunner::fatal);
        publisher = configuration
                .availability()
                .map(where -> new Publisher(kafka, new AvailTurbo(where.url(), where.key())));
        Health health = new Health();
        health.check("projector", projector::isFollowing);
        http = new HttpService(configuration.http(), health, metrics).outside(new Entrance()::around);
        AuditQueries queries = new AuditQueries(reading.jdbi());
        Callers callers = configuration.callers();
        ReadAccess access = new ReadAccess(callers, new Sessions(callers, System::currentTimeMillis));
        new DocumentRoutes().addTo(http);
        http.around(access::guard);
        new AuditRoutes(queries, access).addTo(http);
        lines = new TopicLines(kafka);
        ProofQueries proofs =
                new ProofQueries(reading.jdbi(), lines, configuration.seal().salts());
        new ProofRoutes(proofs, queries, access).addTo(http);
        ReconciliationRoutes reconciliation = new ReconciliationRoutes(
                queries,
                chains,
                new EncryptedReserves(
                        reading.jdbi(),
                        configuration
                                .decrypt()
                                .map(DecryptConfiguration::sources)
                                .orElse(List.of())),
                access);
        reconciliation.addTo(http);
        programs = http.routes();
        // Pages look for themselves who is there.
        http.around(UnaryOperator.identity());
        console = new Console(
                queries,
                proofs,
                access,
                new Console.Sources(reconciliation::reconcile, projector::projected, projector::lags));
        console.addTo(http);
        auditor = configuration.decrypt().map(what -> new AuditorReader(what, database.jdbi(), metrics.registry()));
        projector.start();
        sealer.start();
        publisher.ifPresent(each -> each.start(configuration.seal().interval()));
        http.start();
        LOG.info("audit of {} on port {}", configuration.database(), http.port());
    }

    private static Optional<ChainCalls> home(Optional<ChainsFile> chains) {
        return chains.flatMap(file -> file.chain(file.homeChainId())).map(ChainCalls::new);
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

    /** Methods of every path that is for programs; the console's pages are for people. */
    Map<String, Set<String>> routes() {
        return programs;
    }

    @Override
    public void close() {
        auditor.ifPresent(AuditorReader::close);
        publisher.ifPresent(Publisher::close);
        sealer.close();
        projector.close();
        console.close();
        http.close();
        lines.close();
        reading.close();
        database.close();
    }
}
