package io.fluxledger.relayer.chain;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import okhttp3.OkHttpClient;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/**
 * Reads one chain: contracts, logs and the price of gas. All is asked of one node until that fails, then of the next. Safe for
 * use by several threads.
 */
public final class ChainView implements ContractViews, AutoCloseable {
    private static final long TIMEOUT_S = 5;

    private final long chainId;
    private final int confirmations;
    private final List<Web3j> nodes;
    private final List<RpcEndpoint> endpoints;
    private final AtomicInteger current = new AtomicInteger();
    private final OkHttpClient http;

    /**
     * @param rpcUrls its nodes, the preferred first; at least one
     * @param confirmations blocks, the transaction's own included, that make it final
     */
    public ChainView(List<URI> rpcUrls, long chainId, int confirmations) {
        this.chainId = chainId;
        this.confirmations = confirmations;
        this.http = new OkHttpClient.Builder()
                .socketFactory(new PromptSockets())
                .connectTimeout(TIMEOUT_S, TimeUnit.SECONDS)
                .readTimeout(TIMEOUT_S, TimeUnit.SECONDS)
                .build();
        this.nodes = rpcUrls.stream()
                .map(url -> Web3j.build(new HttpService(url.toString(), http)))
                .toList();
        this.endpoints = rpcUrls.stream().map(RpcEndpoint::new).toList();
    }

    long chainId() {
        return chainId;
    }

    /** What a block needs now: the next one's base fee as the node expects it. */
    BigInteger gasPriceWei() throws ChainUnavailableException {
        EthBlock.Block block = answer(web3j -> web3j.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false))
                .getBlock();
        BigInteger baseFee = block.getBaseFeePerGas();
        if (baseFee == null) {
            throw new ChainUnavailableException("Chain " + chainId + " has no base fee (EIP-1559)");
        }
        return baseFee;
    }

    /** Number of the newest block that is final. */
    BigInteger finalBlock() throws ChainUnavailableException {
        return answer(web3j -> web3j.ethBlockNumber())
                .getBlockNumber()
                .subtract(BigInteger.valueOf(confirmations - 1L))
                .max(BigInteger.ZERO);
    }

    /** What a contract answers now, 0x-hex. */
    String call(String to, byte[] data) throws ChainUnavailableException {
        return call(to, data, DefaultBlockParameterName.LATEST);
    }

    /** What a contract answered at that block. */
    String call(String to, byte[] data, BigInteger block) throws ChainUnavailableException {
        return call(to, data, DefaultBlockParameter.valueOf(block));
    }

    private String call(String to, byte[] data, DefaultBlockParameter block) throws ChainUnavailableException {
        Transaction call = Transaction.createEthCallTransaction(null, to, Numeric.toHexString(data));
        return answer(web3j -> web3j.ethCall(call, block)).getValue();
    }

    @Override
    public List<String> views(String to, List<byte[]> calls) throws ChainUnavailableException {
        int asked = current.get();
        List<RpcEndpoint.Call> batch = calls.stream()
                .map(data ->
                        RpcEndpoint.Call.of("eth_call", Map.of("to", to, "data", Numeric.toHexString(data)), "latest"))
                .toList();
        List<RpcEndpoint.Answer> answers;
        try {
            answers = endpoints.get(asked).call(batch);
        } catch (IOException | RuntimeException e) {
            boolean _ = current.compareAndSet(asked, (asked + 1) % nodes.size());
            throw new ChainUnavailableException("Chain " + chainId + ", eth_call: " + e, e);
        }
        for (RpcEndpoint.Answer answer : answers) {
            if (answer.error() != null) {
                throw new ChainUnavailableException(
                        "Chain " + chainId + ", eth_call: " + answer.error().message());
            }
        }
        return answers.stream().map(answer -> answer.result().asText()).toList();
    }

    Optional<TransactionReceipt> receipt(String hash) throws ChainUnavailableException {
        return answer(web3j -> web3j.ethGetTransactionReceipt(hash)).getTransactionReceipt();
    }

    /** Logs of a contract whose first indexed argument is that, oldest first. */
    List<Log> logsOf(String contract, String firstArgument, BigInteger from, BigInteger to)
            throws ChainUnavailableException {
        EthFilter filter =
                new EthFilter(DefaultBlockParameter.valueOf(from), DefaultBlockParameter.valueOf(to), contract);
        filter.addNullTopic().addSingleTopic(firstArgument);
        List<Log> logs = new ArrayList<>();
        for (EthLog.LogResult<?> result :
                answer(web3j -> web3j.ethGetLogs(filter)).getLogs()) {
            if (result.get() instanceof Log log) {
                logs.add(log);
            }
        }
        return logs;
    }

    private <T extends Response<?>> T answer(Function<Web3j, Request<?, T>> question) throws ChainUnavailableException {
        int asked = current.get();
        Request<?, T> request = question.apply(nodes.get(asked));
        T response;
        try {
            response = request.send();
        } catch (IOException | RuntimeException e) {
            // web3j throws unchecked exceptions for HTTP errors and unreadable answers; both may pass.
            // Whoever asked begins anew with the next node: what two nodes say need not fit together.
            boolean _ = current.compareAndSet(asked, (asked + 1) % nodes.size());
            throw new ChainUnavailableException("Chain " + chainId + ", " + request.getMethod() + ": " + e, e);
        }
        if (response.hasError()) {
            throw new ChainUnavailableException("Chain " + chainId + ", " + request.getMethod() + ": "
                    + response.getError().getMessage());
        }
        return response;
    }

    @Override
    public void close() {
        nodes.forEach(Web3j::shutdown);
        endpoints.forEach(RpcEndpoint::close);
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
