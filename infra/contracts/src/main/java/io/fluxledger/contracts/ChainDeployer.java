package io.fluxledger.contracts;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.ContractUtils;
import org.web3j.crypto.Credentials;

/**
 * Sets up a development chain (anvil): Circle's USDC behind its proxy, the escrow and its collector at their canonical
 * addresses, FluxPayAudit, a bridge and a swap pool with liquidity, and gas for those who send. Running it again on a chain that has them changes nothing.
 */
public final class ChainDeployer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChainDeployer.class);
    private static final BigInteger GAS_FUNDS_WEI = BigInteger.TEN.pow(22);
    private static final BigInteger GAS_LOW_WEI = BigInteger.TEN.pow(21);
    private static final BigInteger UINT256_MAX = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    private static final long AUDIT_NONCE = 0;
    private static final long REFUND_COLLECTOR_NONCE = 1;
    private static final long BRIDGE_NONCE = 2;
    private static final long SWAP_TOKEN_NONCE = 3;
    private static final long SWAP_POOL_NONCE = 4;
    /** The proxy's admin cannot use the token; locally nobody upgrades it. */
    private static final String PROXY_ADMIN = "0x000000000000000000000000000000000000dead";

    private final ChainSetup setup;
    private final Credentials deployer;
    private final DevelopmentChain chain;

    public ChainDeployer(ChainSetup setup) {
        this.setup = setup;
        this.deployer = setup.deployer();
        this.chain = new DevelopmentChain(setup.rpcUrl(), setup.chainId());
    }

    /**
     * Deploys what is missing.
     *
     * @throws IllegalStateException when the node is another chain or was left half set up
     */
    public DeployedContracts deploy() {
        if (chain.chainId() != setup.chainId()) {
            throw new IllegalStateException(
                    setup.rpcUrl() + " is chain " + chain.chainId() + ", expected " + setup.chainId());
        }
        fundGas(deployer.getAddress());
        fundGas(setup.treasury());
        fundGas(setup.operator());
        String audit = created(
                AUDIT_NONCE,
                "FluxPayAudit",
                Calldata.arguments().address(setup.operator()).encode());
        byte[] escrowArgument =
                Calldata.arguments().address(CanonicalAddresses.ESCROW).encode();
        String refundCollector = created(REFUND_COLLECTOR_NONCE, "OperatorRefundCollector", escrowArgument);
        String bridge = created(
                BRIDGE_NONCE,
                "FluxBridge",
                Calldata.arguments()
                        .address(deployer.getAddress())
                        .uint(setup.bridge().cancelAfterS())
                        .encode());
        String swapToken = created(
                SWAP_TOKEN_NONCE,
                "DevelopmentToken",
                Calldata.arguments()
                        .string(CrossChainSetup.TOKEN_NAME)
                        .string(DeployedContracts.SWAP_TOKEN_SYMBOL)
                        .uint(DeployedContracts.SWAP_TOKEN_DECIMALS)
                        .address(deployer.getAddress())
                        .encode());
        String swapPool = created(
                SWAP_POOL_NONCE,
                "DevelopmentSwapPool",
                Calldata.arguments()
                        .address(setup.usdc())
                        .address(swapToken)
                        .uint(CrossChainSetup.POOL_FEE_BPS)
                        .address(deployer.getAddress())
                        .encode());
        placed(
                CanonicalAddresses.ESCROW,
                "NexusEscrow",
                Calldata.arguments()
                        .address(deployer.getAddress())
                        .address(setup.operator())
                        .encode());
        placed(CanonicalAddresses.ERC3009_COLLECTOR, "ERC3009PaymentCollector", escrowArgument);
        if (!chain.hasCode(setup.usdc())) {
            deployUsdc();
        }
        requireMinter();
        CrossChainSetup crossChain = crossChain();
        crossChain.bridge(bridge, setup.bridge(), setup.operator());
        crossChain.pool(swapPool, swapToken);
        return new DeployedContracts(
                setup.chainId(),
                lower(setup.usdc()),
                UsdcAbi.decodeString(chain.call(null, setup.usdc(), UsdcAbi.name())),
                UsdcAbi.decodeString(chain.call(null, setup.usdc(), UsdcAbi.version())),
                lower(CanonicalAddresses.ESCROW),
                lower(CanonicalAddresses.ERC3009_COLLECTOR),
                refundCollector,
                audit,
                bridge,
                swapPool,
                swapToken);
    }

    /** Opens the bridge's way to another chain, where it is not open yet. Both sides must be told of each other. */
    public void connect(DeployedContracts own, DeployedContracts remote) {
        crossChain().connect(own.bridge(), setup.bridge(), remote);
    }

    /** Creates USDC from nothing, as only a development chain allows. */
    public void mintUsdc(String to, long amountMicros) {
        chain.transact(deployer, setup.usdc(), UsdcAbi.mint(to, amountMicros));
    }

    public long usdcBalanceMicros(String account) {
        return UsdcAbi.decodeAmount(chain.call(null, setup.usdc(), UsdcAbi.balanceOf(account)));
    }

    /** Tops an account up with the chain's coin when it runs low. */
    public void fundGas(String account) {
        if (chain.balanceWei(account).compareTo(GAS_LOW_WEI) < 0) {
            chain.setBalance(account, GAS_FUNDS_WEI);
        }
    }

    @Override
    public void close() {
        chain.close();
    }

    private CrossChainSetup crossChain() {
        return new CrossChainSetup(chain, deployer, setup.usdc());
    }

    private String created(long nonce, String contract, byte[] arguments) {
        String address = lower(ContractUtils.generateContractAddress(deployer.getAddress(), BigInteger.valueOf(nonce)));
        if (chain.hasCode(address)) {
            return address;
        }
        if (!chain.nonce(deployer.getAddress()).equals(BigInteger.valueOf(nonce))) {
            throw new IllegalStateException("Chain " + setup.chainId() + " has no " + contract + " at " + address
                    + " although its deployer has sent other transactions; start the chain anew");
        }
        byte[] creationCode = ContractArtifact.load(contract).creationCode(Map.of(), arguments);
        String createdAt = chain.create(deployer, creationCode);
        if (!createdAt.equalsIgnoreCase(address)) {
            throw new IllegalStateException(contract + " was created at " + createdAt + ", not at " + address);
        }
        LOG.info("Chain {}: {} at {}", setup.chainId(), contract, address);
        return address;
    }

    private void placed(String address, String contract, byte[] arguments) {
        if (chain.hasCode(address)) {
            return;
        }
        chain.place(deployer, address, ContractArtifact.load(contract).creationCode(Map.of(), arguments));
        LOG.info("Chain {}: {} at {}", setup.chainId(), contract, address);
    }

    private void deployUsdc() {
        String checker =
                chain.create(deployer, stablecoin("util/SignatureChecker").creationCode(Map.of(), new byte[0]));
        String implementation = chain.create(
                deployer,
                stablecoin("v2/FiatTokenV2_2").creationCode(Map.of("SignatureChecker", checker), new byte[0]));
        String usdc = setup.usdc();
        chain.place(
                deployer,
                usdc,
                stablecoin("v1/FiatTokenProxy")
                        .creationCode(
                                Map.of(),
                                Calldata.arguments().address(implementation).encode()));
        String owner = deployer.getAddress();
        List<byte[]> steps = List.of(
                Calldata.call("changeAdmin(address)").address(PROXY_ADMIN).encode(),
                Calldata.call("initialize(string,string,string,uint8,address,address,address,address)")
                        .string("USD Coin")
                        .string("USDC")
                        .string("USD")
                        .uint(6)
                        .address(owner)
                        .address(owner)
                        .address(owner)
                        .address(owner)
                        .encode(),
                Calldata.call("initializeV2(string)").string("USD Coin").encode(),
                Calldata.call("initializeV2_1(address)").address(owner).encode(),
                Calldata.call("initializeV2_2(address[],string)")
                        .emptyArray()
                        .string("USDC")
                        .encode(),
                UsdcAbi.configureMinter(owner, UINT256_MAX));
        steps.forEach(step -> chain.transact(deployer, usdc, step));
        LOG.info("Chain {}: USDC at {}", setup.chainId(), usdc);
    }

    /** Naming a minter is the last step of the set-up, so it tells whether all steps were made. */
    private void requireMinter() {
        byte[] question = UsdcAbi.isMinter(deployer.getAddress());
        if (!UsdcAbi.decodeBool(chain.call(null, setup.usdc(), question))) {
            throw new IllegalStateException(
                    "USDC of chain " + setup.chainId() + " was left half set up; start the chain anew");
        }
    }

    private ContractArtifact stablecoin(String path) {
        String name = path.substring(path.indexOf('/') + 1);
        Path file = setup.stablecoinPackage()
                .resolve("artifacts/hardhat/contracts")
                .resolve(path + ".sol")
                .resolve(name + ".json");
        return ContractArtifact.read(file);
    }

    private static String lower(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
