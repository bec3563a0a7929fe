package io.fluxledger.contracts;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;
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
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** The bridge on one chain, as attesters see it. Not for use by several threads. */
final class BridgeSide implements AutoCloseable {
    private static final BigInteger GAS_LIMIT = BigInteger.valueOf(400_000);
    private static final BigInteger PRIORITY_FEE_WEI = BigInteger.valueOf(1_000_000_000);

    /** Newest block, and the newest that counts as final. */
    record Head(long number, long finalNumber, long timeS, BigInteger baseFeeWei) {}

    private final BridgeAttester.Bridge bridge;
    private final Web3j web3j;
    private final OkHttpClient http = new OkHttpClient();
    private long nextBlock;

    BridgeSide(BridgeAttester.Bridge bridge) {
        this.bridge = bridge;
        this.web3j = Web3j.build(new HttpService(bridge.rpcUrl().toString(), http));
        this.nextBlock = bridge.fromBlock();
    }

    long chainId() {
        return bridge.chainId();
    }

    Head head() throws IOException {
        EthBlock.Block block = answer(web3j.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false))
                .getBlock();
        long number = block.getNumber().longValueExact();
        return new Head(
                number,
                Math.max(0, number - bridge.confirmations()),
                block.getTimestamp().longValueExact(),
                block.getBaseFeePerGas());
    }

    /** The locks of the blocks that became final since the last call that succeeded. */
    List<FluxBridgeAbi.Locked> newLocks(Head head) throws IOException {
        if (nextBlock > head.finalNumber()) {
            return List.of();
        }
        EthFilter filter = new EthFilter(block(nextBlock), block(head.finalNumber()), bridge.address());
        filter.addSingleTopic(FluxBridgeAbi.lockedTopic());
        List<Log> logs = new ArrayList<>();
        for (EthLog.LogResult<?> result : answer(web3j.ethGetLogs(filter)).getLogs()) {
            if (result.get() instanceof Log log) {
                logs.add(log);
            }
        }
        nextBlock = head.finalNumber() + 1;
        List<FluxBridgeAbi.Locked> locks = new ArrayList<>();
        for (FluxBridgeAbi.Event event : FluxBridgeAbi.events(bridge.chainId(), bridge.address(), logs)) {
            if (event instanceof FluxBridgeAbi.Locked locked) {
                locks.add(locked);
            }
        }
        return locks;
    }

    FluxBridgeAbi.State state(byte[] transferId, long blockNumber) throws IOException {
        Transaction call = Transaction.createEthCallTransaction(
                null, bridge.address(), Numeric.toHexString(FluxBridgeAbi.stateOf(transferId)));
        return FluxBridgeAbi.decodeState(
                answer(web3j.ethCall(call, block(blockNumber))).getValue());
    }

    /** Why the call would fail now; empty when it would pass. */
    Optional<String> refusal(String sender, byte[] data) throws IOException {
        Transaction call = Transaction.createEthCallTransaction(sender, bridge.address(), Numeric.toHexString(data));
        EthCall result = web3j.ethCall(call, DefaultBlockParameterName.LATEST).send();
        if (!result.hasError()) {
            return Optional.empty();
        }
        String revert = result.getError().getData();
        return Optional.of(
                revert == null ? result.getError().getMessage() : RevertReason.decode(revert.replace("\"", "")));
    }

    void send(Credentials sender, byte[] data, Head head) throws IOException {
        BigInteger nonce = answer(web3j.ethGetTransactionCount(sender.getAddress(), DefaultBlockParameterName.PENDING))
                .getTransactionCount();
        RawTransaction transaction = RawTransaction.createTransaction(
                bridge.chainId(),
                nonce,
                GAS_LIMIT,
                bridge.address(),
                BigInteger.ZERO,
                Numeric.toHexString(data),
                PRIORITY_FEE_WEI,
                head.baseFeeWei().shiftLeft(1).add(PRIORITY_FEE_WEI));
        byte[] signed = TransactionEncoder.signMessage(transaction, bridge.chainId(), sender);
        answer(web3j.ethSendRawTransaction(Numeric.toHexString(signed)));
    }

    private static DefaultBlockParameter block(long number) {
        return DefaultBlockParameter.valueOf(BigInteger.valueOf(number));
    }

    private <T extends Response<?>> T answer(Request<?, T> request) throws IOException {
        T response = request.send();
        if (response.hasError()) {
            throw new IOException(request.getMethod() + " failed on chain " + bridge.chainId() + ": "
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
