package io.fluxledger.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.UnexpectedAnswerException;
import io.fluxledger.local.client.Usdc;
import io.fluxledger.local.stack.ChainsSetup;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.Keccak256;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The chain's own view: USDC balances. */
final class ChainAccess implements AutoCloseable {
    private static final int POLL_MS = 250;

    private static final String TRANSFER =
            "0x" + HexFormat.of().formatHex(Keccak256.hash("Transfer(address,address,uint256)"));
    private static final int ADDRESS_DIGITS = 40;

    private final LocalChain chain;
    private final ChainDeployer deployer;
    private final LedgerClient node;

    ChainAccess(StackDirectory directory, ChainsFile chains, LocalChain chain) {
        this.chain = chain;
        URI rpcUrl = chains.chain(chain.chainId()).orElseThrow().rpcUrl();
        this.deployer = new ChainsSetup(directory).deployer(chain, rpcUrl);
        this.node = new LedgerClient(rpcUrl.toString());
    }

    /** Fills a wallet with USDC from nothing, as a development chain can. */
    void fill(EthAddress wallet, long amountMicros) {
        deployer.mintUsdc(wallet.toString(), amountMicros);
    }

    long balanceNanos(String account) {
        return deployer.usdcBalanceMicros(account) * Usdc.NANOS_PER_MICRO;
    }

    /**
     * Waits until a balance is as expected; the chain's answer, also when it never is.
     */
    long awaitBalanceNanos(String account, long expectedNanos, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        long balance = balanceNanos(account);
        while (balance != expectedNanos && System.nanoTime() < deadline) {
            if (Thread.interrupted()) {
                throw new UnexpectedAnswerException("interrupted while waiting for " + chain.name());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MS));
            balance = balanceNanos(account);
        }
        return balance;
    }

    /** What an account received in one transaction, by the token's own log: others may use the account meanwhile. */
    long receivedNanos(String transactionHash, String recipient) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("jsonrpc", "2.0").put("id", 1).put("method", "eth_getTransactionReceipt");
        request.putArray("params").add(transactionHash);
        long receivedMicros = 0;
        for (JsonNode log : node.post("", request).body().path("result").path("logs")) {
            String to = log.path("topics").path(2).asText();
            if (log.path("topics").path(0).asText().equals(TRANSFER)
                    && to.endsWith(recipient.substring(recipient.length() - ADDRESS_DIGITS))) {
                receivedMicros += Long.decode(log.path("data").asText());
            }
        }
        return receivedMicros * Usdc.NANOS_PER_MICRO;
    }

    @Override
    public void close() {
        node.close();
        deployer.close();
    }
}
