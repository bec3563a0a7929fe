package io.fluxledger.relayer;

import io.fluxledger.relayer.chain.CommandSender;
import io.fluxledger.relayer.chain.EvmNode;
import io.fluxledger.relayer.config.RelayerChain;
import io.fluxledger.relayer.config.RelayerConfig;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.relayer.publish.JournalPlanner;
import io.fluxledger.relayer.publish.KafkaClients;
import io.fluxledger.relayer.publish.LaneHost;
import io.fluxledger.relayer.send.LaneAlarm;
import io.fluxledger.relayer.send.LaneSettings;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The running relayer: a planner over the journals and the lanes of its share of the commands. */
public final class Relayer implements AutoCloseable {
    private final List<EvmNode> nodes = new ArrayList<>();
    private final List<TaskThread> tasks = new ArrayList<>();
    private final LaneHost lanes;

    /**
     * @param treasury key of the treasury on every chain
     * @param operator key of the operator on every chain
     * @throws IllegalArgumentException when a key does not belong to a chain's address
     */
    public Relayer(RelayerConfig config, PrivateKey treasury, PrivateKey operator, Clock clock) {
        KafkaClients clients = new KafkaClients(
                config.kafkaBootstrap(),
                new EventSerde(new SchemaRegistryClient(config.registryUrl())),
                config.instance());
        Map<Long, ChainContracts> contracts = new HashMap<>();
        lanes = new LaneHost(clients, clock, config.pollInterval());
        for (RelayerChain chain : config.chains()) {
            ChainContracts on = chain.contracts();
            requireKey(treasury, on.treasury(), "treasury", on.chainId());
            requireKey(operator, on.operator(), "operator", on.chainId());
            contracts.put(on.chainId(), on);
            EvmNode node = new EvmNode(List.of(chain.rpcUrl()), on.chainId(), chain.confirmations());
            nodes.add(node);
            LaneSettings settings = settings(config, chain);
            lanes.with(
                    on.chainId(), on.treasury(), settings, new CommandSender(node, treasury, on.usdcDomain(), clock));
            lanes.with(
                    on.chainId(), on.operator(), settings, new CommandSender(node, operator, on.usdcDomain(), clock));
        }
        tasks.add(new TaskThread(new JournalPlanner(clients, contracts, clock)));
        tasks.add(new TaskThread(lanes));
    }

    /** True when planner and lanes have read what they need and are at work. */
    public boolean isReady() {
        return tasks.stream().allMatch(TaskThread::isAtWork);
    }

    /** Commands whose outcome is not out yet. */
    public int openCommands() {
        return lanes.openCommands();
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
                config.maxFeeCapWei(),
                config.watch().lowBalanceWei(),
                config.watch().stuckAfter().toMillis());
    }

    private static void requireKey(PrivateKey key, String address, String role, long chainId) {
        if (!key.address().equals(EthAddress.parse(address))) {
            throw new IllegalArgumentException(
                    "The %s key is that of %s, chain %d names %s".formatted(role, key.address(), chainId, address));
        }
    }

    @Override
    public void close() {
        tasks.forEach(TaskThread::close);
        nodes.forEach(EvmNode::close);
    }
}
