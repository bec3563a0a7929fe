package io.fluxledger.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.core.DefaultBlockParameterName;

class ChainDeployerTest {
    @Test
    void deploysOnceAndFindsItAllTheSecondTime() throws Exception {
        try (LocalChain local = new LocalChain()) {
            DeployedContracts first = local.contracts;
            assertThat(first.usdc()).isEqualTo("0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E".toLowerCase(Locale.ROOT));
            assertThat(first.usdcName()).isEqualTo("USD Coin");
            assertThat(first.usdcVersion()).isEqualTo("2");

            local.chainDeployer.mintUsdc(local.payer.getAddress(), 100_000_000);
            assertThat(local.balance(local.payer)).isEqualTo(100_000_000);

            var block = local.web3j.ethBlockNumber().send().getBlockNumber();
            try (ChainDeployer again = new ChainDeployer(local.setup())) {
                assertThat(again.deploy()).isEqualTo(first);
            }
            assertThat(local.web3j.ethBlockNumber().send().getBlockNumber()).isEqualTo(block);
            assertThat(local.balance(local.payer)).isEqualTo(100_000_000);
            assertThat(local.web3j
                            .ethGetBalance(local.treasury.getAddress(), DefaultBlockParameterName.LATEST)
                            .send()
                            .getBalance())
                    .isPositive();
        }
    }

    @Test
    void refusesANodeOfAnotherChain() throws Exception {
        try (AnvilNode node = AnvilNode.start(42161)) {
            var deployer = LocalChain.person("deployer");
            ChainSetup setup = new ChainSetup(
                    node.rpcUrl,
                    43114,
                    deployer,
                    deployer.getAddress(),
                    deployer.getAddress(),
                    CanonicalAddresses.ESCROW,
                    node.stablecoinPackage,
                    BridgeSetup.of(java.util.List.of(deployer.getAddress())));
            try (ChainDeployer other = new ChainDeployer(setup)) {
                assertThatIllegalStateException()
                        .isThrownBy(other::deploy)
                        .withMessageContaining("is chain 42161, expected 43114");
            }
        }
    }
}
