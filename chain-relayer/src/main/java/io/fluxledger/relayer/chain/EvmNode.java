package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.RevertReason;
import io.fluxledger.relayer.send.LaneEvent;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** One chain's JSON-RPC. Safe for use by several threads. */
public final class EvmNode implements AutoCloseable {
    private static final long TIMEOUT_S = 10;
    /** An estimate is exact for the state it saw; the state in which the transaction is mined may cost a little more. */
    private static final BigInteger GAS_MARGIN_PERCENT = BigInteger.valueOf(130);

    /** How far back an event is looked for; nodes limit it, and an authorization is minutes old. */
    private static final BigInteger EVENT_BLOCKS = BigInteger.valueOf(2_000);

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final long chainId;
    private final int confirmations;
    private final Web3j web3j;
    private final OkHttpClient http;
    private volatile boolean chainChecked;

    /** @param confirmations blocks, the transaction's own included, that make it final */
    public EvmNode(URI rpcUrl, long chainId, int confirmations) {
        this.chainId = chainId;
        this.confirmations = confirmations;
        this.http = new OkHttpClient.Builder()
                .connectTimeout(TIMEOUT_S, TimeUnit.SECONDS)
                .readTimeout(TIMEOUT_S, TimeUnit.SECONDS)
                .build();
        this.web3j = Web3j.build(new HttpService(rpcUrl.toString(), http));
    }

    long chainId() {
        return chainId;
    }

    /** The head, and how many transactions of the signer it and the newest final block hold. */
    LaneEvent.HeadSeen head(String signer, long nowMs) throws ChainUnavailableException {
        checkChain();
        EthBlock.Block block = answer(web3j.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false))
                .getBlock();
        BigInteger baseFee = block.getBaseFeePerGas();
        if (baseFee == null) {
            throw new ChainUnavailableException("Chain " + chainId + " has no base fee (EIP-1559)");
        }
        BigInteger finalBlock = block.getNumber()
                .subtract(BigInteger.valueOf(confirmations - 1L))
                .max(BigInteger.ZERO);
        return new LaneEvent.HeadSeen(
                nowMs,
                block.getNumber().longValueExact(),
                block.getTimestamp().longValueExact(),
                baseFee,
                answer(web3j.ethMaxPriorityFeePerGas()).getMaxPriorityFeePerGas(),
                nonce(signer, block.getNumber()),
                nonce(signer, finalBlock));
    }

    /** A node that serves another chain than the one it is configured for would make every signature worthless. */
    private void checkChain() throws ChainUnavailableException {
        if (!chainChecked) {
            long served = answer(web3j.ethChainId()).getChainId().longValueExact();
            if (served != chainId) {
                throw new ChainUnavailableException("The node of chain " + chainId + " serves chain " + served);
            }
            chainChecked = true;
        }
    }

    private long nonce(String signer, BigInteger block) throws ChainUnavailableException {
        return answer(web3j.ethGetTransactionCount(signer, DefaultBlockParameter.valueOf(block)))
                .getTransactionCount()
                .longValueExact();
    }

    DryRun dryRun(String from, String to, byte[] data) throws ChainUnavailableException {
        Transaction call = Transaction.createEthCallTransaction(from, to, Numeric.toHexString(data));
        Optional<String> revert = revert(send(web3j.ethCall(call, DefaultBlockParameterName.LATEST)));
        if (revert.isPresent()) {
            return new DryRun.Reverts(revert.get());
        }
        var estimate = send(web3j.ethEstimateGas(call));
        Optional<String> estimateRevert = revert(estimate);
        return estimateRevert.isPresent()
                ? new DryRun.Reverts(estimateRevert.get())
                : new DryRun.Passes(
                        estimate.getAmountUsed().multiply(GAS_MARGIN_PERCENT).divide(HUNDRED));
    }

    /** Why a mined transaction failed, as far as repeating it on the state before its block shows. */
    String failure(String from, TransactionReceipt receipt, String to, byte[] data) throws ChainUnavailableException {
        Transaction call = Transaction.createEthCallTransaction(from, to, Numeric.toHexString(data));
        BigInteger before = receipt.getBlockNumber().subtract(BigInteger.ONE);
        return revert(send(web3j.ethCall(call, DefaultBlockParameter.valueOf(before))))
                .orElse("reverted on chain");
    }

    /** @return what the node said against it; it may have the transaction all the same */
    Optional<String> sendRaw(byte[] raw) throws ChainUnavailableException {
        Response<?> response = send(web3j.ethSendRawTransaction(Numeric.toHexString(raw)));
        return response.hasError() ? Optional.of(response.getError().getMessage()) : Optional.empty();
    }

    Optional<TransactionReceipt> receipt(String hash) throws ChainUnavailableException {
        return answer(web3j.ethGetTransactionReceipt(hash)).getTransactionReceipt();
    }

    /** The newest transaction whose logs have that event of the contract, among the last blocks. */
    Optional<TransactionReceipt> lastEvent(String contract, List<String> topics) throws ChainUnavailableException {
        BigInteger latest = answer(web3j.ethBlockNumber()).getBlockNumber();
        EthFilter filter = new EthFilter(
                DefaultBlockParameter.valueOf(latest.subtract(EVENT_BLOCKS).max(BigInteger.ZERO)),
                DefaultBlockParameter.valueOf(latest),
                contract);
        topics.forEach(filter::addSingleTopic);
        var logs = answer(web3j.ethGetLogs(filter)).getLogs();
        if (logs.isEmpty() || !(logs.getLast().get() instanceof Log log)) {
            return Optional.empty();
        }
        return receipt(log.getTransactionHash());
    }

    private Optional<String> revert(Response<?> response) throws ChainUnavailableException {
        Response.@Nullable Error error = response.getError();
        if (error == null) {
            return Optional.empty();
        }
        String data = error.getData();
        if (data != null && data.contains("0x")) {
            return Optional.of(RevertReason.decode(data.replace("\"", "").strip()));
        }
        if (error.getMessage().toLowerCase(Locale.ROOT).contains("revert")) {
            return Optional.of(error.getMessage());
        }
        throw new ChainUnavailableException("Chain " + chainId + ": " + error.getMessage());
    }

    private <T extends Response<?>> T answer(Request<?, T> request) throws ChainUnavailableException {
        T response = send(request);
        if (response.hasError()) {
            throw new ChainUnavailableException("Chain " + chainId + ", " + request.getMethod() + ": "
                    + response.getError().getMessage());
        }
        return response;
    }

    private <T extends Response<?>> T send(Request<?, T> request) throws ChainUnavailableException {
        try {
            return request.send();
        } catch (IOException | RuntimeException e) {
            // web3j throws unchecked exceptions for HTTP errors and unreadable answers; both may pass.
            throw new ChainUnavailableException("Chain " + chainId + ", " + request.getMethod() + ": " + e, e);
        }
    }

    @Override
    public void close() {
        web3j.shutdown();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
