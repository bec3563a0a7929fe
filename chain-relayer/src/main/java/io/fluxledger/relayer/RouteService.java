package io.fluxledger.relayer;

import io.fluxledger.relayer.chain.BridgeWatch;
import io.fluxledger.relayer.chain.ChainQuotes;
import io.fluxledger.relayer.chain.ChainView;
import io.fluxledger.relayer.config.RelayerChain;
import io.fluxledger.relayer.config.RelayerConfig;
import io.fluxledger.relayer.config.RouteConfig;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.relayer.plan.RouteCommands;
import io.fluxledger.relayer.publish.KafkaClients;
import io.fluxledger.relayer.publish.RouteRunner;
import io.fluxledger.relayer.route.Route;
import io.fluxledger.relayer.route.Router;
import io.fluxledger.runtime.HttpService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Everything that runs routes. */
final class RouteService implements AutoCloseable {
    private final Map<Long, ChainView> views = new HashMap<>();
    private final ChainQuotes quotes;
    private final RouteRunner runner;
    private final RouteRoutes routes;

    RouteService(
            KafkaClients clients,
            RelayerConfig config,
            RouteConfig routing,
            Map<Long, ChainContracts> contracts,
            Clock clock) {
        for (RelayerChain chain : config.chains()) {
            long chainId = chain.contracts().chainId();
            views.put(chainId, new ChainView(chain.rpcUrls(), chainId, chain.confirmations()));
        }
        Router router = new Router(routing.network(), routing.policy());
        quotes = new ChainQuotes(
                routing.network(), contracts, views, clock, routing.quoteInterval(), routing.bridgeSeconds());
        runner = new RouteRunner(
                clients,
                router,
                quotes,
                new BridgeWatch(views),
                new RouteCommands(contracts),
                clock,
                routing.interval());
        routes = new RouteRoutes(router, quotes, runner, clock);
    }

    RouteRunner runner() {
        return runner;
    }

    void addTo(HttpService http) {
        routes.add(http);
    }

    /** How many payouts are on their way or held, and how many chains are held. */
    void meter(MeterRegistry registry) {
        Gauge.builder("fluxledger.relayer.routes.open", runner, r -> r.open().size())
                .description("Routed payouts that are not over")
                .register(registry);
        Gauge.builder(
                        "fluxledger.relayer.routes.held",
                        runner,
                        r -> r.open().stream().filter(Route::isHeld).count())
                .description("Routed payouts that have no way now")
                .register(registry);
        Gauge.builder("fluxledger.relayer.chains.held", runner, r -> r.holds().size())
                .description("Chains that no bridge leads to now")
                .register(registry);
    }

    /** After the runner's task has ended. */
    @Override
    public void close() {
        quotes.close();
        views.values().forEach(ChainView::close);
    }
}
