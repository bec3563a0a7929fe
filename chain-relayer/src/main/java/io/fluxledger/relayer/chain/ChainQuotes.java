package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.FluxBridgeAbi;
import io.fluxledger.contracts.SwapPoolAbi;
import io.fluxledger.contracts.TokenAbi;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.relayer.route.Health;
import io.fluxledger.relayer.route.Network;
import io.fluxledger.relayer.route.Outlook;
import io.fluxledger.relayer.route.QuoteSource;
import io.fluxledger.relayer.route.Quotes;
import io.fluxledger.signatures.Keccak256;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every chain again and again, each by a thread of its own: one that does not answer holds up no other. */
public final class ChainQuotes implements QuoteSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChainQuotes.class);
    private static final byte[] FEE_BPS = Arrays.copyOf(Keccak256.hash("feeBps()"), 4);
    /** So many intervals without an answer, and a chain is down. */
    private static final int MISSED = 4;
    /** One answer may take that long. */
    private static final long ANSWER_MS = 5_000;

    /**
     * How USDC leaves by a bridge.
     *
     * @param open whether the bridge takes it
     */
    private record Exit(long flatMicros, int feeBps, boolean open) {}

    /**
     * How USDC arrives by a bridge.
     *
     * @param liquidityMicros what can be released
     */
    private record Entry(long liquidityMicros, boolean paused) {}

    /** All that one chain said. */
    private record ChainAnswer(
            long atMs,
            long gasPriceWei,
            long treasuryMicros,
            Map<String, Exit> exits,
            Map<String, Entry> entries,
            Map<String, Quotes.PoolQuote> pools) {}

    private final Network network;
    private final Map<Long, ChainContracts> contracts;
    private final Map<Long, ChainView> views;
    private final Clock clock;
    private final Duration interval;
    private final int bridgeSeconds;
    private final Map<Long, ChainAnswer> answers = new ConcurrentHashMap<>();
    private final Set<Long> asked = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = new HashSet<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * @param interval how often a chain is asked
     * @param bridgeSeconds what bridges are said to need from a lock that is final to its release
     */
    public ChainQuotes(
            Network network,
            Map<Long, ChainContracts> contracts,
            Map<Long, ChainView> views,
            Clock clock,
            Duration interval,
            int bridgeSeconds) {
        this.network = network;
        this.contracts = Map.copyOf(contracts);
        this.views = Map.copyOf(views);
        this.clock = clock;
        this.interval = interval;
        this.bridgeSeconds = bridgeSeconds;
        for (Network.Chain chain : network.chains()) {
            threads.add(Thread.ofVirtual().name("quotes-" + chain.chainId()).start(() -> ask(chain)));
        }
    }

    private void ask(Network.Chain chain) {
        boolean down = false;
        do {
            try {
                answers.put(chain.chainId(), answer(chain.chainId()));
                down = false;
            } catch (ChainUnavailableException | RuntimeException e) {
                if (!down) {
                    LOG.warn("No quotes of {}: {}", chain.name(), e.toString());
                }
                down = true;
            }
            asked.add(chain.chainId());
        } while (!isStopped());
    }

    private boolean isStopped() {
        try {
            return stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private ChainAnswer answer(long chainId) throws ChainUnavailableException {
        ChainView view = required(views, chainId);
        ChainContracts own = required(contracts, chainId);
        Map<String, Exit> exits = new HashMap<>();
        Map<String, Entry> entries = new HashMap<>();
        for (Network.Bridge bridge : network.bridges()) {
            if (bridge.fromChainId() == chainId) {
                exits.put(bridge.key(), exit(view, own, bridge));
            } else if (bridge.toChainId() == chainId) {
                entries.put(bridge.key(), entry(view, own, bridge));
            }
        }
        Map<String, Quotes.PoolQuote> pools = new HashMap<>();
        for (Network.Pool pool : network.pools()) {
            if (pool.chainId() == chainId) {
                pools.put(
                        pool.key(),
                        new Quotes.PoolQuote(
                                TokenAbi.decodeAmount(view.call(pool.contract(), SwapPoolAbi.reserve0())),
                                TokenAbi.decodeAmount(view.call(pool.contract(), SwapPoolAbi.reserve1())),
                                TokenAbi.decodeAmount(view.call(pool.contract(), FEE_BPS))
                                        .intValueExact()));
            }
        }
        return new ChainAnswer(
                clock.millis(),
                view.gasPriceWei().longValueExact(),
                capped(TokenAbi.decodeAmount(view.call(own.usdc(), UsdcAbi.balanceOf(own.treasury())))),
                exits,
                entries,
                pools);
    }

    private static Exit exit(ChainView view, ChainContracts own, Network.Bridge bridge)
            throws ChainUnavailableException {
        String contract = bridge.entry();
        FluxBridgeAbi.Route route =
                FluxBridgeAbi.decodeRoute(view.call(contract, FluxBridgeAbi.routes(own.usdc(), bridge.toChainId())));
        // Any amount above the flat fee tells whether it is open.
        BigInteger probe = route.flatFee().shiftLeft(1).add(BigInteger.valueOf(1_000_000));
        FluxBridgeAbi.Quote quote = FluxBridgeAbi.decodeQuote(
                view.call(contract, FluxBridgeAbi.quote(own.usdc(), probe, bridge.toChainId())));
        return new Exit(capped(route.flatFee()), route.feeBps(), quote.available());
    }

    private static Entry entry(ChainView view, ChainContracts own, Network.Bridge bridge)
            throws ChainUnavailableException {
        String contract = bridge.exit();
        return new Entry(
                capped(TokenAbi.decodeAmount(view.call(contract, FluxBridgeAbi.liquidity(own.usdc())))),
                UsdcAbi.decodeBool(view.call(contract, FluxBridgeAbi.paused(own.usdc()))));
    }

    private static long capped(BigInteger micros) {
        return micros.bitLength() < Long.SIZE - 1 ? micros.longValueExact() : Long.MAX_VALUE;
    }

    @Override
    public boolean isComplete() {
        return asked.size() == network.chains().size();
    }

    @Override
    public Outlook look(long nowMs) {
        Map<String, Quotes.BridgeQuote> bridges = new HashMap<>();
        Map<String, String> bridgesDown = new HashMap<>();
        Map<String, Quotes.PoolQuote> pools = new HashMap<>();
        Map<Long, Long> gasPrices = new HashMap<>();
        Map<Long, Long> treasuries = new HashMap<>();
        Map<Long, String> chainsDown = new HashMap<>();
        for (Network.Chain chain : network.chains()) {
            ChainAnswer answer = answers.get(chain.chainId());
            if (answer == null || nowMs - answer.atMs() > MISSED * interval.toMillis() + ANSWER_MS) {
                chainsDown.put(chain.chainId(), "no answer");
            } else {
                gasPrices.put(chain.chainId(), answer.gasPriceWei());
                treasuries.put(chain.chainId(), answer.treasuryMicros());
                pools.putAll(answer.pools());
            }
        }
        for (Network.Bridge bridge : network.bridges()) {
            String key = bridge.key();
            ChainAnswer from = answers.get(bridge.fromChainId());
            ChainAnswer to = answers.get(bridge.toChainId());
            @Nullable Exit exit = from == null ? null : from.exits().get(key);
            @Nullable Entry entry = to == null ? null : to.entries().get(key);
            if (exit == null || entry == null) {
                continue;
            }
            bridges.put(
                    key,
                    new Quotes.BridgeQuote(
                            exit.flatMicros(), exit.feeBps(), bridgeSeconds, entry.liquidityMicros(), Long.MAX_VALUE));
            if (!exit.open()) {
                bridgesDown.put(key, "it takes nothing");
            } else if (entry.paused()) {
                bridgesDown.put(key, "it releases nothing");
            }
        }
        return new Outlook(
                nowMs, new Quotes(bridges, pools, gasPrices, treasuries), new Health(bridgesDown, chainsDown));
    }

    private static <T> T required(Map<Long, T> chains, long chainId) {
        T found = chains.get(chainId);
        if (found == null) {
            throw new IllegalStateException("Chain " + chainId + " is not configured");
        }
        return found;
    }

    @Override
    public void close() {
        stopped.countDown();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
