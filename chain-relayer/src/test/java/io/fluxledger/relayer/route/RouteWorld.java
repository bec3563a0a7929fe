package io.fluxledger.relayer.route;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The chains, bridges and pools that the tests of routes run over, with quotes that a test may change. */
final class RouteWorld {
    static final long ETHEREUM = 1;
    static final long OPTIMISM = 10;
    static final long POLYGON = 137;
    static final long ARBITRUM = 42161;
    static final long AVALANCHE = 43114;

    static final Map<String, Long> CHAINS = Map.of(
            "ethereum", ETHEREUM,
            "optimism", OPTIMISM,
            "polygon", POLYGON,
            "arbitrum", ARBITRUM,
            "avalanche", AVALANCHE);

    private static final long DOLLAR = 1_000_000;
    private static final long CONGESTED_WEI = 200_000_000_000L;
    static final String EURO_ON_AVALANCHE = "0x00000000000000000000000000000000000000ea";
    static final String EURO_ON_ARBITRUM = "0x00000000000000000000000000000000000000eb";

    final Map<String, Quotes.BridgeQuote> bridges = new HashMap<>();
    final Map<String, Quotes.PoolQuote> pools = new HashMap<>();
    final Map<Long, Long> gas = new HashMap<>();
    final Map<Long, Long> treasuries = new HashMap<>();
    final Map<String, String> bridgesDown = new HashMap<>();
    final Map<Long, String> chainsDown = new HashMap<>();

    static final Network NETWORK = network();

    /** Quotes in which every row of the document's routing matrix holds. */
    RouteWorld() {
        both("native", ETHEREUM, ARBITRUM, 14 * DOLLAR / 10, 2, 150);
        both("hop", ETHEREUM, ARBITRUM, DOLLAR, 8, 100);
        both("hop", ETHEREUM, OPTIMISM, DOLLAR, 8, 100);
        both("hop", OPTIMISM, ARBITRUM, DOLLAR / 2, 4, 60);
        both("hop", ETHEREUM, POLYGON, DOLLAR, 6, 120);
        both("hop", POLYGON, ARBITRUM, 2 * DOLLAR, 2, 120);
        both("hop", ETHEREUM, AVALANCHE, 38 * DOLLAR / 10, 10, 240);
        both("hop", ARBITRUM, AVALANCHE, 3 * DOLLAR, 5, 180);
        CHAINS.values().forEach(chain -> gas.put(chain, 40_000_000L));
        pools.put(
                AVALANCHE + ":" + pool(AVALANCHE),
                new Quotes.PoolQuote(BigInteger.valueOf(1_080_000 * DOLLAR), BigInteger.TEN.pow(14), 30));
        pools.put(
                ARBITRUM + ":" + pool(ARBITRUM),
                new Quotes.PoolQuote(BigInteger.valueOf(1_080_000 * DOLLAR), BigInteger.TEN.pow(14), 30));
    }

    static Router router() {
        return new Router(NETWORK, RoutePolicy.DEFAULT);
    }

    Outlook outlook(long nowMs) {
        return new Outlook(nowMs, quotes(), health());
    }

    Quotes quotes() {
        return new Quotes(bridges, pools, gas, treasuries);
    }

    Health health() {
        return new Health(bridgesDown, chainsDown);
    }

    /** What that bridge has on the other side. */
    void liquidity(String key, long availableMicros) {
        bridges.computeIfPresent(
                key,
                (k, q) -> new Quotes.BridgeQuote(
                        q.flatMicros(), q.feeBps(), q.seconds(), availableMicros, q.maxMicros()));
    }

    private void both(String name, long one, long other, long flatMicros, int feeBps, int seconds) {
        Quotes.BridgeQuote quote =
                new Quotes.BridgeQuote(flatMicros, feeBps, seconds, 1_000_000 * DOLLAR, 10_000_000 * DOLLAR);
        bridges.put(name + ":" + one + ">" + other, quote);
        bridges.put(name + ":" + other + ">" + one, quote);
    }

    private static Network network() {
        List<Network.Chain> chains = List.of(
                new Network.Chain(ETHEREUM, "ethereum", 3_000 * DOLLAR, 15, CONGESTED_WEI),
                new Network.Chain(OPTIMISM, "optimism", 3_000 * DOLLAR, 5, CONGESTED_WEI),
                new Network.Chain(POLYGON, "polygon", DOLLAR / 2, 10, CONGESTED_WEI),
                new Network.Chain(ARBITRUM, "arbitrum", 3_000 * DOLLAR, 5, CONGESTED_WEI),
                new Network.Chain(AVALANCHE, "avalanche", 30 * DOLLAR, 5, CONGESTED_WEI));
        List<Network.Bridge> bridges = new ArrayList<>();
        for (String key : Set.of(
                "native:1>42161",
                "hop:1>42161",
                "hop:1>10",
                "hop:10>42161",
                "hop:1>137",
                "hop:137>42161",
                "hop:1>43114",
                "hop:42161>43114")) {
            String name = key.substring(0, key.indexOf(':'));
            long one = Long.parseLong(key.substring(key.indexOf(':') + 1, key.indexOf('>')));
            long other = Long.parseLong(key.substring(key.indexOf('>') + 1));
            bridges.add(new Network.Bridge(name, one, contract(name, one), other, contract(name, other)));
            bridges.add(new Network.Bridge(name, other, contract(name, other), one, contract(name, one)));
        }
        List<Network.Pool> pools = List.of(
                new Network.Pool(AVALANCHE, pool(AVALANCHE), EURO_ON_AVALANCHE, "dEUR"),
                new Network.Pool(ARBITRUM, pool(ARBITRUM), EURO_ON_ARBITRUM, "dEUR"));
        return new Network(chains, bridges, pools);
    }

    private static String contract(String name, long chainId) {
        return "0x%036x%04x".formatted(chainId, name.hashCode() & 0xffff);
    }

    private static String pool(long chainId) {
        return "0x%040x".formatted(chainId * 1_000 + 7);
    }
}
