package io.fluxledger.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.core.methods.response.VoidResponse;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** An anvil node, with the methods that only such a node has. Every transaction is mined before the call returns. */
final class DevelopmentChain implements AutoCloseable {
    private static final BigInteger GAS_LIMIT = BigInteger.valueOf(8_000_000);
    private static final BigInteger PRIORITY_FEE_WEI = BigInteger.valueOf(1_000_000_000);

    private final Web3jService service;
    private final Web3j web3j;
    private final long chainId;

    DevelopmentChain(URI rpcUrl, long chainId) {
        this.service = new HttpService(rpcUrl.toString());
        this.web3j = Web3j.build(service);
        this.chainId = chainId;
    }

    long chainId() {
        return answer(web3j.ethChainId()).getChainId().longValueExact();
    }

    boolean hasCode(String address) {
        return answer(web3j.ethGetCode(address, DefaultBlockParameterName.LATEST))
                        .getCode()
                        .length()
                > 2;
    }

    BigInteger nonce(String address) {
        return answer(web3j.ethGetTransactionCount(address, DefaultBlockParameterName.LATEST))
                .getTransactionCount();
    }

    BigInteger balanceWei(String address) {
        return answer(web3j.ethGetBalance(address, DefaultBlockParameterName.LATEST))
                .getBalance();
    }

    void setBalance(String address, BigInteger wei) {
        control("anvil_setBalance", address, Numeric.encodeQuantity(wei));
    }

    void setCode(String address, byte[] code) {
        control("anvil_setCode", address, Numeric.toHexString(code));
    }

    /** @throws IllegalStateException naming the revert reason */
    String call(@Nullable String from, String to, byte[] data) {
        Transaction call = Transaction.createEthCallTransaction(from, to, Numeric.toHexString(data));
        EthCall result = send(web3j.ethCall(call, DefaultBlockParameterName.LATEST));
        if (result.hasError()) {
            String revert = result.getError().getData();
            String reason =
                    revert == null ? result.getError().getMessage() : RevertReason.decode(revert.replace("\"", ""));
            throw new IllegalStateException("Call of " + to + " on chain " + chainId + " reverted: " + reason);
        }
        return result.getValue();
    }

    /**
     * @param to null to create a contract
     * @throws IllegalStateException when the transaction failed
     */
    TransactionReceipt transact(Credentials sender, @Nullable String to, byte[] data) {
        BigInteger baseFee = answer(web3j.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false))
                .getBlock()
                .getBaseFeePerGas();
        RawTransaction transaction = RawTransaction.createTransaction(
                chainId,
                nonce(sender.getAddress()),
                GAS_LIMIT,
                to,
                BigInteger.ZERO,
                Numeric.toHexString(data),
                PRIORITY_FEE_WEI,
                baseFee.shiftLeft(1).add(PRIORITY_FEE_WEI));
        byte[] signed = TransactionEncoder.signMessage(transaction, chainId, sender);
        String hash =
                answer(web3j.ethSendRawTransaction(Numeric.toHexString(signed))).getTransactionHash();
        control("evm_mine");
        TransactionReceipt receipt = answer(web3j.ethGetTransactionReceipt(hash))
                .getTransactionReceipt()
                .orElseThrow(() ->
                        new IllegalStateException("Transaction " + hash + " on chain " + chainId + " was not mined"));
        if (!receipt.isStatusOK()) {
            throw new IllegalStateException("Transaction " + hash + " on chain " + chainId + " failed");
        }
        return receipt;
    }

    String create(Credentials sender, byte[] creationCode) {
        return transact(sender, null, creationCode).getContractAddress();
    }

    /**
     * Lets a contract stand at a chosen address: its creation code is put there and run there, once to learn the runtime
     * code and once to keep what the constructor stores.
     */
    void place(Credentials sender, String address, byte[] creationCode) {
        setCode(address, creationCode);
        byte[] runtime = Numeric.hexStringToByteArray(call(sender.getAddress(), address, new byte[0]));
        transact(sender, address, new byte[0]);
        setCode(address, runtime);
    }

    private void control(String method, Object... parameters) {
        List<Object> list = new ArrayList<>(Arrays.asList(parameters));
        answer(new Request<>(method, list, service, VoidResponse.class));
    }

    private <T extends Response<?>> T answer(Request<?, T> request) {
        T response = send(request);
        if (response.hasError()) {
            throw new IllegalStateException(request.getMethod() + " failed on chain " + chainId + ": "
                    + response.getError().getMessage());
        }
        return response;
    }

    private <T extends Response<?>> T send(Request<?, T> request) {
        try {
            return request.send();
        } catch (IOException e) {
            throw new UncheckedIOException("No answer to " + request.getMethod() + " from chain " + chainId, e);
        }
    }

    @Override
    public void close() {
        web3j.shutdown();
    }
}
