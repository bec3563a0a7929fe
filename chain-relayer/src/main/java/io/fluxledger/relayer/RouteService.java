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
import io.fluxledger.relayer.route.Router;
import io.fluxledger.runtime.HttpService;
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
            views.put(chainId, new ChainView(chain.rpcUrl(), chainId, chain.confirmations()));
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

    /** After the runner's task has ended. */
    @Override
    public void close() {
        quotes.close();
        views.values().forEach(ChainView::close);
    }
}
