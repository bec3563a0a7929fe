package io.fluxledger.prover.account;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.contracts.EercContracts;
import io.fluxledger.contracts.RevertReason;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** A chain with the eERC-20 contracts, as one who sends transactions now and then uses it. */
public final class EercChain implements AutoCloseable {
    private static final Duration MINED_WITHIN = Duration.ofSeconds(90);
    private static final long POLL_MS = 200;
    private static final BigInteger GAS_MARGIN_PERCENT = BigInteger.valueOf(130);
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final List<Web3j> nodes;
    private final AtomicInteger current = new AtomicInteger();
    private final long chainId;
    private final EercContracts contracts;
    private final String usdc;

    /** @param usdc address of the token under the encrypted one, lower-case 0x-hex */
    public EercChain(URI rpcUrl, long chainId, EercContracts contracts, String usdc) {
        this(List.of(rpcUrl), chainId, contracts, usdc);
    }

    /**
     * Asks one node until that fails, then the next.
     *
     * @param rpcUrls the preferred first, at least one
     * @param usdc address of the token under the encrypted one, lower-case 0x-hex
     */
    public EercChain(List<URI> rpcUrls, long chainId, EercContracts contracts, String usdc) {
        this.nodes = rpcUrls.stream()
                .map(url -> Web3j.build(new HttpService(url.toString())))
                .toList();
        this.chainId = chainId;
        this.contracts = contracts;
        this.usdc = usdc;
    }

    public long chainId() {
        return chainId;
    }

    public EercContracts contracts() {
        return contracts;
    }

    String usdc() {
        return usdc;
    }

    /**
     * What a contract answers now, 0x-hex.
     *
     * @throws ChainTransactionException with the reason when it reverts
     */
    String view(String to, byte[] data) {
        return call(null, to, data);
    }

    private String call(@Nullable String from, String to, byte[] data) {
        EthCall result = ask(web3j -> web3j.ethCall(
                Transaction.createEthCallTransaction(from, to, Numeric.toHexString(data)),
                DefaultBlockParameterName.LATEST));
        if (result.hasError()) {
            String revert = result.getError().getData();
            throw new ChainTransactionException(
                    revert == null
                            ? result.getError().getMessage()
                            : RevertReason.decode(revert.replace("\"", "").strip()));
        }
        return result.getValue();
    }

    /**
     * Tries a call, then sends it and waits until it is mined.
     *
     * @throws ChainTransactionException when it would revert, is not taken, fails, or is not mined in time
     */
    TransactionReceipt send(Credentials sender, String to, byte[] data) {
        String from = sender.getAddress();
        String hex = Numeric.toHexString(data);
        var _ = call(from, to, data);
        BigInteger gas = good(web3j -> web3j.ethEstimateGas(
                        Transaction.createFunctionCallTransaction(from, null, null, null, to, hex)))
                .getAmountUsed();
        BigInteger priorityFee = good(web3j -> web3j.ethMaxPriorityFeePerGas()).getMaxPriorityFeePerGas();
        BigInteger baseFee =
                Objects.requireNonNull(good(web3j -> web3j.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false))
                        .getBlock()
                        .getBaseFeePerGas());
        RawTransaction transaction = RawTransaction.createTransaction(
                chainId,
                good(web3j -> web3j.ethGetTransactionCount(from, DefaultBlockParameterName.PENDING))
                        .getTransactionCount(),
                gas.multiply(GAS_MARGIN_PERCENT).divide(HUNDRED),
                to,
                BigInteger.ZERO,
                hex,
                priorityFee,
                baseFee.shiftLeft(1).add(priorityFee));
        String hash = good(web3j -> web3j.ethSendRawTransaction(
                        Numeric.toHexString(TransactionEncoder.signMessage(transaction, chainId, sender))))
                .getTransactionHash();
        return mined(hash);
    }

    private TransactionReceipt mined(String hash) {
        long untilNs = System.nanoTime() + MINED_WITHIN.toNanos();
        while (System.nanoTime() < untilNs) {
            Optional<TransactionReceipt> receipt =
                    good(web3j -> web3j.ethGetTransactionReceipt(hash)).getTransactionReceipt();
            if (receipt.isPresent()) {
                if (!receipt.get().isStatusOK()) {
                    throw new ChainTransactionException("transaction " + hash + " failed");
                }
                return receipt.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MS));
            if (Thread.interrupted()) {
                throw new ChainTransactionException("interrupted while transaction " + hash + " waited to be mined");
            }
        }
        throw new ChainTransactionException(
                "transaction " + hash + " is not mined after " + MINED_WITHIN.toSeconds() + " s; it may be later");
    }

    /** Number of the newest block. */
    public long newestBlock() {
        return good(web3j -> web3j.ethBlockNumber()).getBlockNumber().longValueExact();
    }

    /** What the encrypted token logged in those blocks, both included, in the chain's order. */
    public List<LoggedEvent> events(long fromBlock, long toBlock) {
        EthFilter filter = new EthFilter(
                DefaultBlockParameter.valueOf(BigInteger.valueOf(fromBlock)),
                DefaultBlockParameter.valueOf(BigInteger.valueOf(toBlock)),
                contracts.encryptedErc());
        List<LoggedEvent> events = new ArrayList<>();
        for (EthLog.LogResult<?> result :
                good(web3j -> web3j.ethGetLogs(filter)).getLogs()) {
            if (result.get() instanceof Log log) {
                for (EercAbi.Event event : EercAbi.events(contracts.encryptedErc(), List.of(log))) {
                    events.add(new LoggedEvent(
                            log.getTransactionHash().toLowerCase(Locale.ROOT),
                            log.getBlockNumber().longValueExact(),
                            log.getLogIndex().intValueExact(),
                            event));
                }
            }
        }
        return events;
    }

    /** The encrypted token's number of the USDC; 0 while nobody has deposited any. */
    public BigInteger tokenId() {
        return EercAbi.decodeUint(view(contracts.encryptedErc(), EercAbi.tokenIds(usdc)));
    }

    private <T extends Response<?>> T good(Function<Web3j, Request<?, T>> question) {
        T response = ask(question);
        if (response.hasError()) {
            throw new ChainTransactionException(
                    "chain " + chainId + ": " + response.getError().getMessage());
        }
        return response;
    }

    private <T extends Response<?>> T ask(Function<Web3j, Request<?, T>> question) {
        int asked = current.get();
        Request<?, T> request = question.apply(nodes.get(asked));
        try {
            return request.send();
        } catch (IOException | RuntimeException e) {
            // web3j throws unchecked exceptions for HTTP errors and unreadable answers.
            boolean _ = current.compareAndSet(asked, (asked + 1) % nodes.size());
            throw new ChainTransactionException("no answer to " + request.getMethod() + " from chain " + chainId, e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(Web3j::shutdown);
    }
}
