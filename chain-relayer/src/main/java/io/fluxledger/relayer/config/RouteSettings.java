package io.fluxledger.relayer.config;

import io.fluxledger.relayer.route.Network;
import io.fluxledger.relayer.route.RoutePolicy;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.DecimalAmount;
import io.fluxledger.runtime.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What routes run over, as the description of the chains and the settings say. */
final class RouteSettings {
    private static final long WEI_PER_GWEI = 1_000_000_000;
    private static final int MICRO_DIGITS = 6;
    /** Of a coin that has no price of its own: rather too much than too little. */
    private static final String UNKNOWN_COIN = "*";

    private RouteSettings() {}

    /** Empty where no chain has a bridge or a pool. Reads all keys. */
    static Optional<RouteConfig> from(Settings settings, ChainsFile chains) {
        Map<String, Long> prices =
                prices(settings.string("routes.coin.prices", "ETH=3000,POL=0.5,AVAX=30,BNB=600,*=3000"));
        RoutePolicy policy = new RoutePolicy(
                settings.integer("routes.micros.per.second", 100),
                settings.integer("routes.max.hops", 3),
                settings.integer("routes.overdue.seconds", 900),
                settings.duration("routes.retry.after", Duration.ofSeconds(30)).toMillis(),
                settings.duration("routes.swap.patience", Duration.ofDays(1)).toMillis());
        Duration interval = settings.duration("routes.interval", Duration.ofMillis(500));
        Duration quoteInterval = settings.duration("routes.quote.interval", Duration.ofSeconds(1));
        int bridgeSeconds = settings.integer("routes.bridge.seconds", 60);
        Network network = network(chains, prices);
        return network.bridges().isEmpty() && network.pools().isEmpty()
                ? Optional.empty()
                : Optional.of(new RouteConfig(network, policy, interval, quoteInterval, bridgeSeconds));
    }

    private static Network network(ChainsFile file, Map<String, Long> prices) {
        List<Network.Chain> chains = new ArrayList<>();
        List<Network.Bridge> bridges = new ArrayList<>();
        List<Network.Pool> pools = new ArrayList<>();
        for (ChainsFile.Chain chain : file.chains()) {
            String coin = chain.traits().nativeCurrency();
            Long price = prices.getOrDefault(coin, prices.get(UNKNOWN_COIN));
            if (price == null) {
                throw new ConfigurationException("routes.coin.prices names neither " + coin + " nor *");
            }
            chains.add(new Network.Chain(
                    chain.chainId(),
                    chain.name(),
                    price,
                    Math.toIntExact(chain.traits().finalityS()),
                    Math.multiplyExact(chain.traits().congestionGwei(), WEI_PER_GWEI)));
            for (ChainsFile.Bridge bridge : chain.bridges()) {
                for (long destination : bridge.destinations()) {
                    bridges.add(bridge(file, chain, bridge, destination));
                }
            }
            chain.swapPool()
                    .ifPresent(pool -> chain.tokens().stream()
                            .limit(1)
                            .map(token -> new Network.Pool(
                                    chain.chainId(), lower(pool), lower(token.address()), token.symbol()))
                            .forEach(pools::add));
        }
        return new Network(chains, bridges, pools);
    }

    private static Network.Bridge bridge(
            ChainsFile file, ChainsFile.Chain from, ChainsFile.Bridge bridge, long destination) {
        String exit = file.chain(destination).stream()
                .flatMap(to -> to.bridges().stream())
                .filter(other -> other.name().equals(bridge.name()))
                .map(ChainsFile.Bridge::address)
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("The bridge " + bridge.name() + " of chain "
                        + from.chainId() + " leads to " + destination + ", which has no such bridge"));
        return new Network.Bridge(bridge.name(), from.chainId(), lower(bridge.address()), destination, lower(exit));
    }

    /** For example {@code ETH=3000,*=1}: USDC for a whole coin. */
    private static Map<String, Long> prices(String text) {
        Map<String, Long> prices = new HashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            try {
                prices.put(
                        part.substring(0, equals).strip(),
                        DecimalAmount.units(part.substring(equals + 1).strip(), MICRO_DIGITS));
            } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
                throw new ConfigurationException("routes.coin.prices: \"" + part + "\" is no coin=price", e);
            }
        }
        return prices;
    }

    private static String lower(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
