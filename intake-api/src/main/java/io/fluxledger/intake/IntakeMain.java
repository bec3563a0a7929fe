package io.fluxledger.intake;

import io.fluxledger.intake.accept.Acceptance;
import io.fluxledger.intake.accept.AcceptanceLimits;
import io.fluxledger.intake.accept.AccountAccess;
import io.fluxledger.intake.accept.DisputeAcceptance;
import io.fluxledger.intake.accept.OperatorAcceptance;
import io.fluxledger.intake.accept.PreferenceAcceptance;
import io.fluxledger.intake.accept.SessionAcceptance;
import io.fluxledger.intake.batch.EventBatchRoutes;
import io.fluxledger.intake.config.IntakeConfiguration;
import io.fluxledger.intake.gateway.MeteredGateway;
import io.fluxledger.intake.gateway.ProducerEvents;
import io.fluxledger.intake.gateway.ProviderDirectory;
import io.fluxledger.intake.guard.CallerIdentity;
import io.fluxledger.intake.guard.Concurrency;
import io.fluxledger.intake.guard.IdempotencyKeys;
import io.fluxledger.intake.guard.Quotas;
import io.fluxledger.intake.guard.RoleCheck;
import io.fluxledger.intake.guard.RouteGuard;
import io.fluxledger.intake.http.DisputeRoutes;
import io.fluxledger.intake.http.DocumentRoutes;
import io.fluxledger.intake.http.HistoryRoutes;
import io.fluxledger.intake.http.LedgerRoutes;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.intake.http.OperatorRoutes;
import io.fluxledger.intake.http.PayerHistory;
import io.fluxledger.intake.http.PreferenceRoutes;
import io.fluxledger.intake.http.SessionRoutes;
import io.fluxledger.intake.http.ViewRoutes;
import io.fluxledger.intake.page.PageRoutes;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.intake.publish.JournalAnswers;
import io.fluxledger.intake.publish.JournalTail;
import io.fluxledger.intake.publish.OperatorPublisher;
import io.fluxledger.intake.wallet.ContractWallets;
import io.fluxledger.intake.x402.X402Payments;
import io.fluxledger.runtime.ChainStart;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Durability;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.runtime.Settings;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.runtime.access.OperatorKey;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.micrometer.core.instrument.Gauge;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The intake service. */
public final class IntakeMain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeMain.class);

    /** For a contract wallet's answer; the caller waits. */
    private static final Duration WALLET_TIMEOUT = Duration.ofSeconds(5);

    private final JournalTail tail;
    private final InputPublisher publisher;
    private final OperatorPublisher operator;
    private final ProducerEvents producers;
    private final ContractWallets wallets;
    private final X402Payments payments;
    private final HttpService http;

    private IntakeMain(IntakeConfiguration configuration) {
        ChainsFile chains = ChainStart.confirmed(ChainsFile.read(configuration.chainsFile()), WALLET_TIMEOUT);
        KafkaClients clients = new KafkaClients(
                configuration.bootstrap(), new EventSerde(new SchemaRegistryClient(configuration.registry())));
        if (!configuration.committedAnswers()) {
            Durability.require(clients, TopicCatalog.names());
        }
        Acceptance acceptance = new Acceptance(chains, AcceptanceLimits.DEFAULT);
        JournalAnswers journal = new JournalAnswers(configuration.maxPending());
        tail = new JournalTail(clients, configuration.committedAnswers(), journal);
        publisher = new InputPublisher(clients, journal, configuration.answerTimeout());
        operator = new OperatorPublisher(clients, journal, configuration.answerTimeout());
        producers = new ProducerEvents(clients, acceptance);
        Health health = new Health();
        health.check("journal", tail::isRunning);
        health.check("producer-events", producers::isRunning);
        Metrics metrics = new Metrics();
        Gauge.builder("intake.pending.requests", journal, JournalAnswers::waiting)
                .description("requests that wait for their journal line")
                .register(metrics.registry());
        http = new HttpService(configuration.http(), health, metrics);
        LedgerViews views = new LedgerViews(configuration.streams());
        Clock clock = Clock.systemUTC();
        Callers callers = configuration.callers();
        CallerIdentity identity = CallerIdentity.byKey(callers);
        http.around(new RouteGuard(
                new Quotas(identity, configuration.quota()),
                new RoleCheck(callers),
                new Concurrency(configuration.maxRequests()),
                new IdempotencyKeys(identity, IdempotencyKeys.Limits.USUAL, clock))::around);
        wallets = new ContractWallets(chains, WALLET_TIMEOUT);
        new LedgerRoutes(acceptance, wallets, publisher, views, clock).addTo(http);
        new ViewRoutes(views).addTo(http);
        new EventBatchRoutes(acceptance, publisher, views, clock).addTo(http);
        new SessionRoutes(new SessionAcceptance(chains, UUID::randomUUID), wallets, publisher, views, clock)
                .addTo(http);
        new PreferenceRoutes(
                        new PreferenceAcceptance(chains, AcceptanceLimits.DEFAULT, UUID::randomUUID), publisher, clock)
                .addTo(http);
        new DocumentRoutes().addTo(http);
        new PageRoutes(chains).addTo(http);
        new HistoryRoutes(new PayerHistory(configuration.audit()), new AccountAccess(chains), callers, clock)
                .addTo(http);
        new DisputeRoutes(new DisputeAcceptance(chains), publisher, views).addTo(http);
        OperatorKey key = new OperatorKey(configuration.operatorKeySha256(), callers);
        new OperatorRoutes(new OperatorAcceptance(chains), operator, views, key, clock).addTo(http);
        payments = new X402Payments(
                chains,
                clients,
                acceptance,
                publisher,
                views,
                configuration.intentExpiry(),
                configuration.settlementTimeout(),
                clock);
        health.check("chain-transactions", payments::isReady);
        payments.addTo(http);
        new MeteredGateway(
                        acceptance,
                        publisher,
                        journal,
                        views,
                        ProviderDirectory.read(configuration.providersFile()),
                        chains,
                        payments.calls(),
                        key,
                        new MeteredGateway.Times(
                                configuration.intentExpiry(),
                                configuration.providerSla(),
                                configuration.escrowLockTimeout()),
                        configuration.quotes(),
                        clock)
                .addTo(http);
        http.start();
        LOG.info("intake on port {}", http.port());
    }

    /** Starts the service. */
    public static IntakeMain start(Settings settings) {
        return new IntakeMain(IntakeConfiguration.from(settings));
    }

    public static void main(String[] args) {
        ServiceRunner.run("intake-api", args, IntakeMain::start);
    }

    /** Methods of every path that is served. */
    Map<String, Set<String>> routes() {
        return http.routes();
    }

    /** Port of the HTTP API. */
    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        // No new requests first; those that wait still get their answers.
        http.close();
        wallets.close();
        producers.close();
        publisher.close();
        operator.close();
        payments.close();
        tail.close();
    }
}
