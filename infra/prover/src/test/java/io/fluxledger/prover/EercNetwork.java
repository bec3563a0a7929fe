package io.fluxledger.prover;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.contracts.EercBalance;
import io.fluxledger.contracts.EercContracts;
import io.fluxledger.contracts.EercDeployer;
import io.fluxledger.contracts.EercSetup;
import io.fluxledger.contracts.RevertReason;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.core.methods.response.VoidResponse;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** The contracts on a chain, the prover, and an auditor: one of each for all tests of the JVM. */
final class EercNetwork {
    static final Path ZK = Path.of("../zk");
    static final BigInteger TOKEN_ID = BigInteger.ONE;
    private static final BigInteger GAS_LIMIT = BigInteger.valueOf(3_000_000);
    private static final String PASSWORD = "a password of the tests";
    private static @Nullable EercNetwork shared;

    final TestChain chain = TestChains.shared().home();
    final Web3jService service = new HttpService(chain.rpcUrl().toString());
    final Web3j web3j = Web3j.build(service);
    final Path directory = Files.createTempDirectory("fluxledger-eerc");
    final Path passwordFile = Files.writeString(directory.resolve("password"), PASSWORD);
    final Prover prover = new Prover(settings(directory));
    final Credentials owner = person();
    final EercContracts contracts;
    final Account auditor;

    /** Someone with a wallet and an open eERC key. */
    record Account(String name, Credentials wallet, List<BigInteger> publicKey) {
        String address() {
            return wallet.getAddress().toLowerCase(Locale.ROOT);
        }
    }

    private EercNetwork() throws IOException {
        EercSetup setup = new EercSetup(
                chain.rpcUrl(), chain.chainId(), person(), owner.getAddress(), ZK.resolve("artifacts"), 6);
        try (EercDeployer deployer = new EercDeployer(setup)) {
            contracts = deployer.deploy();
            if (!deployer.deploy().equals(contracts)) {
                throw new IllegalStateException("a second deployment found other contracts");
            }
        }
        chain.fundGas(owner.getAddress());
        auditor = register("auditor");
        send(owner, contracts.encryptedErc(), EercAbi.setAuditorPublicKey(auditor.address()));
        Runtime.getRuntime().addShutdownHook(new Thread(prover::close, "prover-stop"));
    }

    static synchronized EercNetwork shared() {
        EercNetwork running = shared;
        if (running == null) {
            try {
                running = new EercNetwork();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            shared = running;
        }
        return running;
    }

    static ProverSettings settings(Path directory) {
        Path home = ProverHome.ensure(ZK, directory.resolve("home"), line -> {});
        return ProverSettings.defaults(
                home,
                ZK.resolve("artifacts").toAbsolutePath(),
                directory.resolve("prover.log"),
                ProverSettings.Profile.DEVELOPMENT);
    }

    /** A new account with gas, registered on chain by a real proof. */
    Account register(String name) {
        Credentials wallet = person();
        chain.fundGas(wallet.getAddress());
        List<BigInteger> key = prover.createKey(name, directory.resolve(name + ".key"), passwordFile);
        send(
                wallet,
                contracts.registrar(),
                EercAbi.register(prover.register(name, wallet.getAddress(), chain.chainId())));
        return new Account(name, wallet, key);
    }

    /** Gives an account USDC from nothing and deposits it. */
    TransactionReceipt deposit(Account account, long amountMicros) {
        chain.mintUsdc(account.address(), amountMicros);
        send(account.wallet(), chain.contracts().usdc(), UsdcAbi.approve(contracts.encryptedErc(), amountMicros));
        return send(
                account.wallet(),
                contracts.encryptedErc(),
                EercAbi.deposit(
                        BigInteger.valueOf(amountMicros),
                        chain.contracts().usdc(),
                        prover.encryptOwn(account.name(), amountMicros)));
    }

    TransactionReceipt transfer(Account from, Account to, Spending spending) {
        return send(from.wallet(), contracts.encryptedErc(), transferCall(to, spending));
    }

    byte[] transferCall(Account to, Spending spending) {
        return EercAbi.transfer(to.address(), TOKEN_ID, spending.proof(), spending.balancePct());
    }

    EercBalance balance(Account account) {
        return EercAbi.decodeBalance(
                call(account.wallet(), contracts.encryptedErc(), EercAbi.balanceOf(account.address(), TOKEN_ID)));
    }

    /** The balance as its owner reads it. */
    KnownBalance known(Account account) {
        return prover.decryptBalance(account.name(), balance(account));
    }

    BatchTransfer to(Account receiver, long amountMicros) {
        return new BatchTransfer(receiver.publicKey(), amountMicros);
    }

    /** All proofs of a batch, made ahead. */
    List<BatchProof> prove(Account from, BatchTransfer... transfers) {
        List<BatchProof> proofs = new ArrayList<>();
        prover.batch(from.name(), known(from), auditor.publicKey(), List.of(transfers), proofs::add);
        return proofs;
    }

    /** @throws IllegalStateException with the revert reason */
    String call(Credentials from, String to, byte[] data) {
        EthCall result = ask(web3j.ethCall(
                Transaction.createEthCallTransaction(from.getAddress(), to, Numeric.toHexString(data)),
                DefaultBlockParameterName.LATEST));
        if (result.hasError()) {
            String revert = String.valueOf(result.getError().getData());
            throw new IllegalStateException(RevertReason.decode(revert.replace("\"", "")));
        }
        return result.getValue();
    }

    /** Calls first, so that a revert says why, then sends and mines. */
    TransactionReceipt send(Credentials from, String to, byte[] data) {
        var _ = call(from, to, data);
        RawTransaction transaction = RawTransaction.createTransaction(
                chain.chainId(),
                ask(web3j.ethGetTransactionCount(from.getAddress(), DefaultBlockParameterName.LATEST))
                        .getTransactionCount(),
                GAS_LIMIT,
                to,
                BigInteger.ZERO,
                Numeric.toHexString(data),
                BigInteger.TEN.pow(9),
                BigInteger.TEN.pow(11));
        byte[] signed = TransactionEncoder.signMessage(transaction, chain.chainId(), from);
        String hash =
                ask(web3j.ethSendRawTransaction(Numeric.toHexString(signed))).getTransactionHash();
        var _ = ask(new Request<>("evm_mine", List.of(), service, VoidResponse.class));
        TransactionReceipt receipt = ask(web3j.ethGetTransactionReceipt(hash))
                .getTransactionReceipt()
                .orElseThrow();
        if (!receipt.isStatusOK()) {
            throw new IllegalStateException("transaction " + hash + " failed");
        }
        return receipt;
    }

    <T extends org.web3j.protocol.core.Response<?>> T ask(Request<?, T> request) {
        try {
            return request.send();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static List<BigInteger> words(byte[] bytes, int from) {
        List<BigInteger> words = new ArrayList<>();
        for (int i = from; i + 32 <= bytes.length; i += 32) {
            words.add(new BigInteger(1, Arrays.copyOfRange(bytes, i, i + 32)));
        }
        return words;
    }

    private static Credentials person() {
        try {
            return Credentials.create(Keys.createEcKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
