package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.relayer.watch.ReceivedTransfer;
import io.fluxledger.relayer.watch.WatchedTreasury;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;

/** Reads from a chain what its treasury received. */
public final class TreasuryNode implements AutoCloseable {
    private static final long TIMEOUT_S = 10;

    private final WatchedTreasury treasury;
    private final int confirmations;
    private final OkHttpClient http;
    private final Web3j web3j;

    /** @param confirmations blocks, the transaction's own included, that make it final */
    public TreasuryNode(URI rpcUrl, WatchedTreasury treasury, int confirmations) {
        this.treasury = treasury;
        this.confirmations = confirmations;
        this.http = new OkHttpClient.Builder()
                .connectTimeout(TIMEOUT_S, TimeUnit.SECONDS)
                .readTimeout(TIMEOUT_S, TimeUnit.SECONDS)
                .build();
        this.web3j = Web3j.build(new HttpService(rpcUrl.toString(), http));
    }

    public WatchedTreasury treasury() {
        return treasury;
    }

    /** The newest block that no reorganisation is expected to take back; -1 before there is one. */
    public long finalBlock() throws ChainUnavailableException {
        return answer(web3j.ethBlockNumber()).getBlockNumber().longValueExact() - (confirmations - 1);
    }

    /** What strangers sent to the treasury in those blocks, both included, in the chain's order. */
    public List<ReceivedTransfer> received(long fromBlock, long toBlock) throws ChainUnavailableException {
        EthFilter filter = new EthFilter(
                DefaultBlockParameter.valueOf(BigInteger.valueOf(fromBlock)),
                DefaultBlockParameter.valueOf(BigInteger.valueOf(toBlock)),
                treasury.usdc());
        List<String> topics = UsdcAbi.transfersToTopics(treasury.treasury());
        filter.addSingleTopic(topics.getFirst()).addNullTopic().addSingleTopic(topics.getLast());
        Set<String> transactions = new LinkedHashSet<>();
        for (var result : answer(web3j.ethGetLogs(filter)).getLogs()) {
            if (result.get() instanceof Log log) {
                transactions.add(log.getTransactionHash());
            }
        }
        List<ReceivedTransfer> received = new ArrayList<>();
        for (String hash : transactions) {
            TransactionReceipt receipt = answer(web3j.ethGetTransactionReceipt(hash))
                    .getTransactionReceipt()
                    .orElseThrow(() -> new ChainUnavailableException(
                            "Chain " + treasury.chainId() + " has a log of " + hash + " and no receipt"));
            received.addAll(treasury.received(receipt.getLogs()));
        }
        return received;
    }

    private <T extends Response<?>> T answer(Request<?, T> request) throws ChainUnavailableException {
        T response;
        try {
            response = request.send();
        } catch (IOException | RuntimeException e) {
            // web3j throws unchecked exceptions for HTTP errors and unreadable answers; both may pass.
            throw new ChainUnavailableException(
                    "Chain " + treasury.chainId() + ", " + request.getMethod() + ": " + e, e);
        }
        if (response.hasError()) {
            throw new ChainUnavailableException("Chain " + treasury.chainId() + ", " + request.getMethod() + ": "
                    + response.getError().getMessage());
        }
        return response;
    }

    @Override
    public void close() {
        web3j.shutdown();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
