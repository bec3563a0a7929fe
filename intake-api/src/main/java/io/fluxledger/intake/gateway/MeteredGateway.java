package io.fluxledger.intake.gateway;

import io.fluxledger.intake.accept.Acceptance;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.intake.publish.JournalAnswers;
import io.fluxledger.intake.x402.CallPayments;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.access.OperatorKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The metered call in all its forms: the price stated by a 402, then lock, forward, receipt, settlement; or a refund that needs no
 * request.
 */
public final class MeteredGateway {
    /**
     * Times of a call.
     *
     * @param intentExpiry from a challenge to the deadline of the intent that it suggests
     * @param sla for a provider's answer
     * @param escrowLock how long a call waits for its lock on chain
     */
    public record Times(Duration intentExpiry, Duration sla, Duration escrowLock) {}

    private final ChatGateway chat;
    private final ProxyGateway proxy;
    private final McpGateway mcp;
    private final RequestRoutes requestRoutes;
    private final ReviewRoutes reviews;

    public MeteredGateway(
            Acceptance acceptance,
            InputPublisher publisher,
            JournalAnswers journal,
            LedgerViews views,
            ProviderDirectory providers,
            ChainsFile chains,
            CallPayments payments,
            OperatorKey operator,
            Times times,
            Optional<RouteQuotes> quotes,
            Clock clock) {
        RequestLog requests = new RequestLog(clock);
        PaymentOffers offers = new PaymentOffers(chains, times.intentExpiry(), payments, acceptance, views);
        CallLedger ledger = new CallLedger(
                publisher, journal, views, requests, times.escrowLock(), new RouteCosts(quotes, clock), clock);
        CallGate gate = new CallGate(offers, ledger, clock);
        CallSettlement settlement = new CallSettlement(new ReceiptCheck(acceptance, clock), ledger, requests);
        CallForwarder forwarder = new CallForwarder(settlement, gate, requests, times.sla(), clock);
        this.chat = new ChatGateway(providers, offers, gate, forwarder, clock);
        this.proxy = new ProxyGateway(providers, gate, forwarder, clock);
        this.mcp = new McpGateway(providers, gate, settlement, forwarder);
        this.requestRoutes = new RequestRoutes(requests, views);
        this.reviews = new ReviewRoutes(requests, views, publisher, operator);
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        chat.addTo(http);
        proxy.addTo(http);
        mcp.addTo(http);
        requestRoutes.addTo(http);
        reviews.addTo(http);
    }
}
