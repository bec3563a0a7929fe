package io.fluxledger.local.demo;

import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.local.client.UnexpectedAnswerException;
import io.fluxledger.local.client.Usdc;
import io.fluxledger.local.stack.ChainsSetup;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.EthAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The chain's own view: USDC balances. */
final class ChainAccess implements AutoCloseable {
    private static final int POLL_MS = 250;

    private final LocalChain chain;
    private final ChainDeployer deployer;

    ChainAccess(StackDirectory directory, ChainsFile chains, LocalChain chain) {
        this.chain = chain;
        this.deployer = new ChainsSetup(directory)
                .deployer(chain, chains.chain(chain.chainId()).orElseThrow().rpcUrl());
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

    @Override
    public void close() {
        deployer.close();
    }
}
