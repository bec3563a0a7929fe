package io.fluxledger.testkit;

import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.contracts.ChainSetup;
import io.fluxledger.contracts.DeployedContracts;
import java.net.URI;

/**
 * One EVM node with the real USDC, the escrow, FluxPayAudit, a bridge and a swap pool.
 *
 * @param name short name for people
 * @param setup what it was set up from
 */
public record TestChain(String name, ChainSetup setup, DeployedContracts contracts) {
    public long chainId() {
        return setup.chainId();
    }

    public URI rpcUrl() {
        return setup.rpcUrl();
    }

    /** Opens the bridge's way from here to another chain. */
    public void connect(TestChain remote) {
        try (ChainDeployer deployer = new ChainDeployer(setup)) {
            deployer.connect(contracts, remote.contracts());
        }
    }

    /** Kills the node (-9) and starts it again; up to two seconds of blocks, and what waited to be mined, are gone. */
    public void crashNode() {
        SharedServers.crashNode(name, chainId());
    }

    /** Gives an account USDC from nothing. */
    public void mintUsdc(String to, long amountMicros) {
        try (ChainDeployer deployer = new ChainDeployer(setup)) {
            deployer.mintUsdc(to, amountMicros);
        }
    }

    public long usdcBalanceMicros(String account) {
        try (ChainDeployer deployer = new ChainDeployer(setup)) {
            return deployer.usdcBalanceMicros(account);
        }
    }

    /** Gives an account the chain's coin for gas. */
    public void fundGas(String account) {
        try (ChainDeployer deployer = new ChainDeployer(setup)) {
            deployer.fundGas(account);
        }
    }
}
