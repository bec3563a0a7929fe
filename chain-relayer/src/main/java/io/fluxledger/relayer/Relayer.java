package io.fluxledger.relayer;

import io.fluxledger.relayer.chain.CommandSender;
import io.fluxledger.relayer.chain.EvmNode;
import io.fluxledger.relayer.chain.TreasuryNode;
import io.fluxledger.relayer.config.PrivateConfig;
import io.fluxledger.relayer.config.RelayerChain;
import io.fluxledger.relayer.config.RelayerConfig;
import io.fluxledger.relayer.config.RouteConfig;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.relayer.plan.PrivatePayouts;
import io.fluxledger.relayer.publish.AnchorKeeper;
import io.fluxledger.relayer.publish.JournalPlanner;
import io.fluxledger.relayer.publish.KafkaClients;
import io.fluxledger.relayer.publish.LaneHost;
import io.fluxledger.relayer.publish.TreasuryWatch;
import io.fluxledger.relayer.send.LaneAlarm;
import io.fluxledger.relayer.send.LaneSettings;
import io.fluxledger.relayer.watch.WatchedTreasury;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.signatures.EthAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The running relayer: planners over the journals and the sealed batches, and the lanes of its share of the commands. */
public final class Relayer implements AutoCloseable {
    private final List<EvmNode> nodes = new ArrayList<>();
    private final List<TaskThread> tasks = new ArrayList<>();
    private final LaneHost lanes;
    private final Optional<RouteService> routes;
    private final Optional<PrivateService> privately;

    /** A relayer that runs no routes: every payout is a transfer on its chain. */
    public Relayer(RelayerConfig config, TransactionSigner treasury, TransactionSigner operator, Clock clock) {
        this(config, Optional.empty(), treasury, operator, Optional.empty(), clock);
    }

    /** A relayer that pays openly. */
    public Relayer(
            RelayerConfig config,
            Optional<RouteConfig> routing,
            TransactionSigner treasury,
            TransactionSigner operator,
            Clock clock) {
        this(config, routing, treasury, operator, Optional.empty(), clock);
    }

    /**
     * @param routing what routes run over; empty to run none
     * @param treasury signs for the treasury on every chain
     * @param operator signs for the operator on every chain
     * @param encryption how batch payouts are encrypted; empty to pay them openly
     * @throws IllegalArgumentException when a key does not belong to a chain's address
     */
    public Relayer(
            RelayerConfig config,
            Optional<RouteConfig> routing,
            TransactionSigner treasury,
            TransactionSigner operator,
            Optional<PrivateConfig> encryption,
            Clock clock) {
        KafkaClients clients = new KafkaClients(
                config.kafkaBootstrap(),
                new EventSerde(new SchemaRegistryClient(config.registryUrl())),
                config.instance());
        Map<Long, ChainContracts> contracts = new HashMap<>();
        List<TreasuryNode> treasuries = new ArrayList<>();
        lanes = new LaneHost(clients, clock, config.pollInterval());
        privately = encryption.map(how -> new PrivateService(clients, config, how, clock));
        for (RelayerChain chain : config.chains()) {
            ChainContracts on = chain.contracts();
            requireKey(treasury, on.treasury(), "treasury", on.chainId());
            requireKey(operator, on.operator(), "operator", on.chainId());
            contracts.put(on.chainId(), on);
            EvmNode node = new EvmNode(chain.rpcUrls(), on.chainId(), chain.confirmations());
            nodes.add(node);
            treasuries.add(new TreasuryNode(node, watched(on, routing, privately), clock));
            LaneSettings settings = settings(config, chain);
            CommandSender fromTreasury = new CommandSender(node, treasury, on.usdcDomain(), clock);
            boolean backed =
                    privately.filter(service -> service.isOn(on.chainId())).isPresent();
            lanes.with(on.chainId(), on.treasury(), settings, backed ? fromTreasury.backedByReserve() : fromTreasury);
            lanes.with(
                    on.chainId(), on.operator(), settings, new CommandSender(node, operator, on.usdcDomain(), clock));
            privately.filter(service -> service.isOn(on.chainId())).ifPresent(service -> {
                // A proof is about the balance that the transaction before leaves.
                lanes.with(on.chainId(), service.payoutAccount(), settings.oneAtATime(), service.sender(node, on));
            });
        }
        routes = routing.map(route -> new RouteService(clients, config, route, contracts, clock));
        tasks.add(new TaskThread(new JournalPlanner(
                clients,
                contracts,
                routes.isPresent(),
                privately.map(PrivateService::payouts).orElse(PrivatePayouts.NONE),
                clock)));
        tasks.add(new TaskThread(new AnchorKeeper(clients, contracts, clock)));
        tasks.add(new TaskThread(lanes));
        tasks.add(new TaskThread(new TreasuryWatch(clients, treasuries, clock, config.pollInterval())));
        routes.ifPresent(service -> tasks.add(new TaskThread(service.runner())));
        privately.ifPresent(service -> tasks.add(new TaskThread(service.keeper())));
    }

    /** True when planner and lanes have read what they need and are at work. */
    public boolean isReady() {
        return tasks.stream().allMatch(TaskThread::isAtWork);
    }

    /** Commands whose outcome is not out yet. */
    public int openCommands() {
        return lanes.openCommands();
    }

    /** What the deployment's own contracts send to a treasury is told to the ledger by who made them send it. */
    private static WatchedTreasury watched(
            ChainContracts on, Optional<RouteConfig> routing, Optional<PrivateService> privately) {
        Set<String> own = new HashSet<>(Set.of(on.escrow(), on.collector(), on.operator()));
        privately.map(PrivateService::payoutAccount).ifPresent(own::add);
        routing.map(RouteConfig::network).ifPresent(network -> {
            network.bridges().forEach(bridge -> {
                if (bridge.fromChainId() == on.chainId()) {
                    own.add(bridge.entry());
                }
                if (bridge.toChainId() == on.chainId()) {
                    own.add(bridge.exit());
                }
            });
            network.pools().stream()
                    .filter(pool -> pool.chainId() == on.chainId())
                    .forEach(pool -> own.add(pool.contract()));
        });
        return new WatchedTreasury(on.chainId(), on.usdc(), on.treasury(), own);
    }

    /** HTTP and metrics of the routes, where any are run, and metrics of the reserves, where there are any. */
    void addRoutes(HttpService http, Metrics metrics) {
        routes.ifPresent(service -> {
            service.addTo(http);
            service.meter(metrics.registry());
        });
        privately.ifPresent(service -> service.meter(metrics.registry()));
    }

    /** What a person must look at, by lane. */
    public Map<String, List<LaneAlarm>> alarms() {
        return lanes.alarms();
    }

    private static LaneSettings settings(RelayerConfig config, RelayerChain chain) {
        return new LaneSettings(
                chain.confirmations(),
                config.watch().reorgBlocks(),
                config.maxInFlight(),
                config.watch().batch(),
                config.rebroadcastAfter().toMillis(),
                config.bumpAfter().toMillis(),
                config.bumpPercent(),
                chain.maxFeeCapWei(),
                config.watch().lowBalanceWei(),
                config.watch().stuckAfter().toMillis());
    }

    private static void requireKey(TransactionSigner key, String address, String role, long chainId) {
        if (!key.address().equals(EthAddress.parse(address))) {
            throw new IllegalArgumentException(
                    "The %s key is that of %s, chain %d names %s".formatted(role, key.address(), chainId, address));
        }
    }

    @Override
    public void close() {
        tasks.forEach(TaskThread::close);
        routes.ifPresent(RouteService::close);
        privately.ifPresent(PrivateService::close);
        nodes.forEach(EvmNode::close);
    }
}
